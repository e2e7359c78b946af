"""Idempotency, webhooks, faults and restarts of the sandbox gateway."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import stripe

from tests.integration.sandbox.sandbox_world import SECRET_KEY, WEBHOOK_SECRET, Inbox, Program, Shop, client

Starter = Callable[..., Program]
INTENT = {"amount": 1000, "currency": "eur"}
ENCODED = "amount=1000&currency=eur"


def post(shop: Shop, path: str, body: str, key: str | None = None) -> requests.Response:
    """A raw call, to see bytes and headers."""
    headers = {"Authorization": f"Bearer {SECRET_KEY}", "Content-Type": "application/x-www-form-urlencoded"}
    if key is not None:
        headers["Idempotency-Key"] = key
    return requests.post(f"{shop.gateway.url}/v1/{path}", data=body, headers=headers, timeout=20)


def test_the_same_key_gives_the_same_bytes(shop: Shop) -> None:
    first = post(shop, "payment_intents", ENCODED, "k-1")
    again = post(shop, "payment_intents", ENCODED, "k-1")
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert shop.gateway.state()["objects"]["payment_intent"] == {"requires_payment_method": 1}


def test_the_same_key_with_another_body_is_refused(shop: Shop) -> None:
    options: Any = {"idempotency_key": "k-2"}
    shop.stripe.v1.payment_intents.create(params=INTENT, options=options)
    with pytest.raises(stripe.IdempotencyError) as caught:
        shop.stripe.v1.payment_intents.create(params=INTENT | {"amount": 1001}, options=options)
    assert caught.value.http_status == 400
    assert shop.gateway.state()["objects"]["payment_intent"] == {"requires_payment_method": 1}


def test_a_key_in_flight_answers_409_and_then_replays(shop: Shop) -> None:
    shop.gateway.arm("slow", match="POST /v1/payment_intents", ms=1500)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(post, shop, "payment_intents", ENCODED, "k-3")
        time.sleep(0.5)
        meanwhile = post(shop, "payment_intents", ENCODED, "k-3")
        assert meanwhile.status_code == 409
        assert meanwhile.json()["error"]["code"] == "idempotency_key_in_use"
        first = slow.result()
    assert post(shop, "payment_intents", ENCODED, "k-3").content == first.content


def test_twenty_parallel_calls_with_one_key_make_one_charge(shop: Shop) -> None:
    body = f"{ENCODED}&payment_method=pm_card_visa&confirm=true"
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: post(shop, "payment_intents", body, "k-4"), range(20)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len({answer.content for answer in answers if answer.status_code == 200}) == 1
    assert shop.gateway.state()["objects"]["charge"] == {"succeeded": 1}


def test_a_decline_is_replayed_and_a_malformed_request_is_not(shop: Shop) -> None:
    declined = f"{ENCODED}&payment_method=pm_card_chargeDeclined&confirm=true"
    first, again = (post(shop, "payment_intents", declined, "k-5") for _ in range(2))
    assert first.status_code == 402
    assert first.content == again.content
    assert shop.gateway.state()["objects"]["charge"] == {"failed": 1}
    assert post(shop, "payment_intents", "amount=x&currency=eur", "k-6").status_code == 400
    assert post(shop, "payment_intents", ENCODED, "k-6").status_code == 200


def test_a_purchase_is_told_by_signed_events(shop: Shop, inbox: Inbox) -> None:
    session = shop.session(metadata={"cart": "9"}, payment_intent_data={"capture_method": "manual"})
    shop.pay(session, "4000000000000002")
    shop.answer(shop.pay(session, "4000002500003155"), "complete")
    completed = inbox.wait("checkout.session.completed")[0].verify()
    assert completed.data.object.id == session.id
    assert completed.data.object.metadata["cart"] == "9"
    intent = completed.data.object.payment_intent
    shop.stripe.v1.payment_intents.capture(intent, params={"amount_to_capture": 2000})
    shop.stripe.v1.refunds.create(params={"payment_intent": intent, "amount": 500})
    for type, count in (
        ("payment_intent.payment_failed", 1),
        ("payment_intent.requires_action", 1),
        ("payment_intent.amount_capturable_updated", 1),
        ("charge.succeeded", 1),
        ("charge.captured", 1),
        ("payment_intent.succeeded", 1),
        ("refund.created", 2),
        ("refund.updated", 2),
        ("charge.refunded", 2),
    ):
        for delivered in inbox.wait(type, count):
            delivered.verify()
    captured = inbox.wait("charge.captured")[0].event["data"]["object"]
    assert (captured["amount"], captured["amount_captured"]) == (2500, 2000)
    with pytest.raises(stripe.SignatureVerificationError):
        inbox.posts[0].verify("whsec_of_somebody_else")
    listed = shop.stripe.v1.events.list(params={"types": ["charge.captured"]}).data
    assert [event.id for event in listed] == [inbox.wait("charge.captured")[0].event["id"]]
    assert shop.stripe.v1.events.retrieve(listed[0].id).type == "charge.captured"


def test_an_expired_session_is_told(shop: Shop, inbox: Inbox) -> None:
    session = shop.session()
    shop.stripe.v1.checkout.sessions.expire(session.id)
    assert inbox.wait("checkout.session.expired")[0].verify().data.object.id == session.id


def test_a_refused_webhook_is_sent_again_with_a_fresh_signature(shop: Shop, inbox: Inbox) -> None:
    inbox.answers = [500, 302]
    shop.stripe.v1.payment_intents.create(params=INTENT)
    tries = inbox.wait("payment_intent.created", 3)
    assert len({delivered.event["id"] for delivered in tries}) == 1
    assert tries[2].at - tries[1].at > tries[1].at - tries[0].at
    tries[2].verify()
    assert shop.gateway.state()["deliveries"] == {"delivered": 1}


def test_webhooks_survive_a_restart(own_shop: Shop, inbox: Inbox) -> None:
    shop = own_shop
    inbox.answers = [503] * 3
    shop.stripe.v1.payment_intents.create(params=INTENT)
    inbox.wait("payment_intent.created", 1)
    shop.gateway.stop()
    assert shop.gateway.process.returncode == 0
    before = len(inbox.posts)
    shop.gateway.start()
    inbox.wait("payment_intent.created", before + 1)[-1].verify()


def test_state_survives_a_kill(own_shop: Shop) -> None:
    shop = own_shop
    session = shop.session()
    first = post(shop, "payment_intents", ENCODED, "k-7")
    shop.gateway.stop(how=9)
    shop.gateway.start()
    revived = client(shop.gateway.url)
    assert revived.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert post(shop, "payment_intents", ENCODED, "k-7").content == first.content


def test_an_endpoint_tells_its_secret_once_and_stands_beside_the_default(own_shop: Shop, inbox: Inbox) -> None:
    shop = own_shop
    made = shop.stripe.v1.webhook_endpoints.create(
        params={"url": inbox.url + "?second", "enabled_events": ["payment_intent.canceled"]}
    )
    assert made.secret.startswith("whsec_")
    shown = shop.stripe.v1.webhook_endpoints.retrieve(made.id)
    assert "secret" not in shown.to_dict()
    intent = shop.stripe.v1.payment_intents.create(params=INTENT)
    shop.stripe.v1.payment_intents.cancel(intent.id)
    both = inbox.wait("payment_intent.canceled", 2)
    accepted = 0
    for delivered in both:
        for secret in (WEBHOOK_SECRET, made.secret):
            try:
                delivered.verify(secret)
                accepted += 1
            except stripe.SignatureVerificationError:
                pass
    assert accepted == 2
    assert shop.stripe.v1.webhook_endpoints.delete(made.id).deleted
    assert [endpoint.id for endpoint in shop.stripe.v1.webhook_endpoints.list().data] == ["we_default"]


@pytest.mark.parametrize("kind", ["tampered_webhook", "stale_webhook"])
def test_a_spoilt_webhook_is_not_accepted_by_the_sdk(shop: Shop, inbox: Inbox, kind: str) -> None:
    shop.gateway.arm(kind, match="payment_intent.created")
    shop.stripe.v1.payment_intents.create(params=INTENT)
    spoilt = inbox.wait("payment_intent.created")[0]
    with pytest.raises(stripe.SignatureVerificationError):
        spoilt.verify()
    shop.stripe.v1.payment_intents.create(params=INTENT)
    inbox.wait("payment_intent.created", 2)[1].verify()


def test_a_webhook_can_come_twice_never_or_out_of_order(shop: Shop, inbox: Inbox) -> None:
    shop.gateway.arm("drop_webhook", match="payment_intent.canceled")
    shop.gateway.arm("duplicate_webhook", match="payment_intent.created")
    intent = shop.stripe.v1.payment_intents.create(params=INTENT)
    twice = inbox.wait("payment_intent.created", 2)
    assert twice[0].event["id"] == twice[1].event["id"]
    shop.stripe.v1.payment_intents.cancel(intent.id)
    shop.gateway.arm("out_of_order_webhooks", times=3, ms=300)
    made = [shop.stripe.v1.payment_intents.create(params=INTENT).id for _ in range(3)]
    arrived = [delivered.event["data"]["object"]["id"] for delivered in inbox.wait("payment_intent.created", 5)]
    assert sorted(arrived[2:]) == sorted(made)
    assert arrived[2:] != made
    assert all(delivered.event["type"] != "payment_intent.canceled" for delivered in inbox.posts)
    assert shop.gateway.state()["deliveries"] == {"delivered": 5, "dropped": 1}


def test_a_wrong_amount_is_shown_and_never_stored(shop: Shop, inbox: Inbox) -> None:
    intent = shop.paid()
    shop.gateway.arm("wrong_amount", match="GET /v1/payment_intents/*", delta=7)
    assert shop.stripe.v1.payment_intents.retrieve(intent.id).amount_received == 2507
    assert shop.stripe.v1.payment_intents.retrieve(intent.id).amount_received == 2500
    shop.gateway.arm("wrong_amount", match="refund.created")
    shop.stripe.v1.refunds.create(params={"payment_intent": intent.id, "amount": 100})
    told = inbox.wait("refund.created")[0].verify()
    assert told.data.object.amount == 101
    assert shop.stripe.v1.refunds.retrieve(told.data.object.id).amount == 100


def test_a_swallowed_answer_was_acted_on_and_the_retry_finds_it(shop: Shop) -> None:
    shop.gateway.arm("timeout_after_acting", match="POST /v1/payment_intents*")
    with pytest.raises(stripe.APIConnectionError):
        shop.stripe.v1.payment_intents.create(params=INTENT, options={"idempotency_key": "k-8"})
    assert shop.gateway.state()["objects"]["payment_intent"] == {"requires_payment_method": 1}
    found = shop.stripe.v1.payment_intents.create(params=INTENT, options={"idempotency_key": "k-8"})
    assert found.last_response.headers["Idempotent-Replayed"] == "true"
    assert shop.gateway.state()["objects"]["payment_intent"] == {"requires_payment_method": 1}


def test_the_sdk_s_own_retries_get_through(shop: Shop) -> None:
    shop.gateway.arm("down", match="POST /v1/payment_intents", times=1)
    shop.gateway.arm("timeout_after_acting", match="POST /v1/payment_intents", times=1)
    patient = client(shop.gateway.url, retries=3)
    assert patient.v1.payment_intents.create(params=INTENT).amount == 1000
    assert shop.gateway.state()["objects"]["payment_intent"] == {"requires_payment_method": 1}


def test_a_gateway_that_is_down_does_not_act(shop: Shop) -> None:
    shop.gateway.arm("down", match="POST /v1/*", times=1)
    with pytest.raises(stripe.APIError) as caught:
        shop.stripe.v1.payment_intents.create(params=INTENT)
    assert caught.value.http_status == 503
    shop.gateway.arm("down", match="POST /v1/*", times=1, refuse=True)
    with pytest.raises(stripe.APIConnectionError):
        shop.stripe.v1.payment_intents.create(params=INTENT)
    assert shop.gateway.state()["objects"].get("payment_intent") is None
    assert requests.get(f"{shop.gateway.url}/healthz", timeout=5).json() == {"status": "ok"}


def test_faults_are_checked_listed_and_cleared(shop: Shop) -> None:
    assert shop.gateway.arm("explode").status_code == 422
    assert shop.gateway.arm("slow", ms="long").status_code == 422
    assert shop.gateway.arm("down", times=5).json()["remaining"] == 5
    url = f"{shop.gateway.url}/_sandbox/faults"
    assert [fault["kind"] for fault in requests.get(url, timeout=5).json()["faults"]] == ["down"]
    assert requests.delete(url, timeout=5).status_code == 204
    shop.stripe.v1.payment_intents.create(params=INTENT)


def test_an_unknown_url_is_answered_as_stripe_does(shop: Shop) -> None:
    answer = post(shop, "transfers", "amount=1")
    assert answer.status_code == 404
    assert answer.json()["error"]["type"] == "invalid_request_error"
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.stripe.v1.payment_intents.retrieve("pi_nobody")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")


def test_metadata_may_have_numbers_for_names(shop: Shop) -> None:
    made = shop.stripe.v1.payment_intents.create(params=INTENT | {"metadata": {"7": "seven", "12": "twelve"}})
    assert made.metadata.to_dict() == {"7": "seven", "12": "twelve"}


@pytest.mark.parametrize(
    "body",
    [
        "amount=1_000&currency=eur",
        "line_items[²]=1",
        "a[b",
        "a=1&a[b]=2",
        "a[b][c][d][e][f][g][h][i][j]=1",
        "%ff=1",
        "amount[]=1",
    ],
)
def test_a_malformed_body_is_refused_without_a_failure(shop: Shop, body: str) -> None:
    answer = post(shop, "payment_intents", body)
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_keys_are_made_on_the_first_start_and_kept(program: Starter) -> None:
    gateway = program("gateway")
    path = gateway.log.parent / "gateway" / "keys.json"
    first = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert gateway.stop() == 0
    gateway.start()
    assert path.read_bytes() == first
    assert first.count(b"sk_test_") == 1
    assert b"sk_test_" not in gateway.log.read_bytes()


def test_every_request_leaves_one_line_in_the_log(own_shop: Shop) -> None:
    shop = own_shop
    made = shop.stripe.v1.payment_intents.create(params=INTENT)
    shop.stripe.v1.payment_intents.retrieve(made.id)
    lines = shop.gateway.log.read_text().splitlines()
    assert sum(line.startswith("POST /v1/payment_intents 200 ") for line in lines) == 1
    assert sum(line.startswith(f"GET /v1/payment_intents/{made.id} 200 ") for line in lines) == 1


def test_an_endpoint_that_cannot_be_reached_is_tried_again_and_harms_nobody(shop: Shop, inbox: Inbox) -> None:
    for url in ("http://127.0.0.1:1/closed", "http://" + "x" * 70 + ".example/", "http://127.0.0.1/ü"):
        shop.register(url)
    shop.stripe.v1.payment_intents.create(params=INTENT)
    inbox.wait("payment_intent.created")[0].verify()
    deadline = time.monotonic() + 10
    while shop.gateway.log.read_text().count("webhook payment_intent.created") < 6:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "Traceback" not in shop.gateway.log.read_text()
