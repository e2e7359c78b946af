"""The sandbox gateway, driven by the official SDK and by form posts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import stripe

from tests.integration.sandbox.sandbox_world import SECRET_KEY, Shop, client

MANUAL = {
    "payment_intent_data": {
        "capture_method": "manual",
        "transfer_group": "purchase-7",
        "metadata": {"o": "7"},
    }
}


def amounts(shop: Shop) -> list[tuple[str, int]]:
    """The balance's lines, newest first."""
    return [(line.type, line.amount) for line in shop.stripe.v1.balance_transactions.list().data]


def test_a_wrong_key_is_refused(shop: Shop) -> None:
    with pytest.raises(stripe.AuthenticationError) as caught:
        client(shop.gateway.url, "sk_test_somebody_else").v1.balance.retrieve()
    assert caught.value.http_status == 401
    assert "somebody" not in str(caught.value)
    assert requests.get(f"{shop.gateway.url}/v1/balance", timeout=10).status_code == 401


def test_a_new_session_is_open_and_has_no_intent(shop: Shop) -> None:
    session = shop.session(expand=["line_items"], client_reference_id="cart-1", metadata={"cart": "1"}, locale="de")
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert (session.amount_total, session.currency, session.client_reference_id) == (2500, "eur", "cart-1")
    assert session.url == f"{shop.gateway.url}/c/pay/{session.id}"
    assert [line.amount_total for line in session.line_items.data] == [2500]
    assert session.last_response.headers["Stripe-Version"] == stripe.api_version


def test_a_good_card_pays_at_once(shop: Shop) -> None:
    session = shop.session()
    answer = shop.pay(session, "4242 4242 4242 4242")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"http://shop.invalid/done?session={session.id}"
    path = "payment_intent.latest_charge.balance_transaction"
    paid = shop.stripe.v1.checkout.sessions.retrieve(session.id, params={"expand": [path]})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    intent, charge = paid.payment_intent, paid.payment_intent.latest_charge
    assert (intent.status, intent.amount_received, intent.amount_capturable) == ("succeeded", 2500, 0)
    assert (charge.captured, charge.amount_captured, charge.payment_method_details.card.last4) == (
        True,
        2500,
        "4242",
    )
    assert (charge.balance_transaction.fee, charge.balance_transaction.net) == (63, 2437)
    assert paid.customer_details.email == "buyer@example.com"


def test_paying_twice_charges_once(shop: Shop) -> None:
    session = shop.session()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: shop.pay(session, "4242424242424242"), range(8)))
    assert {answer.headers["Location"] for answer in answers} == {f"http://shop.invalid/done?session={session.id}"}
    assert shop.gateway.state()["objects"]["charge"] == {"succeeded": 1}


@pytest.mark.parametrize(
    ("number", "code", "decline", "words"),
    [
        ("4000000000000002", "card_declined", "generic_decline", "was declined"),
        ("4000000000009995", "card_declined", "insufficient_funds", "insufficient funds"),
        ("4000000000000069", "expired_card", "expired_card", "has expired"),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc", "security code is wrong"),
        ("4000000000000119", "processing_error", "processing_error", "could not be processed"),
        ("4000000000000341", "card_declined", "generic_decline", "was declined"),
    ],
)
def test_a_declined_buyer_reads_why_and_pays_with_another_card(
    shop: Shop, number: str, code: str, decline: str, words: str
) -> None:
    session = shop.session(locale="en")
    page = shop.pay(session, number)
    assert page.status_code == 402
    assert 'id="payment-error"' in page.text
    assert words in page.text
    tried = shop.stripe.v1.checkout.sessions.retrieve(session.id, params={"expand": ["payment_intent"]})
    error = tried.payment_intent.last_payment_error
    assert (tried.status, tried.payment_intent.status) == ("open", "requires_payment_method")
    assert (error.code, error.decline_code) == (code, decline)
    assert amounts(shop) == []
    assert shop.pay(session, "5555 5555 5555 4444").status_code == 303
    paid = shop.stripe.v1.checkout.sessions.retrieve(session.id, params={"expand": ["payment_intent"]})
    assert paid.payment_intent.id == tried.payment_intent.id
    assert (paid.payment_intent.status, paid.payment_intent.last_payment_error) == ("succeeded", None)
    assert [charge.status for charge in shop.stripe.v1.charges.list().data] == ["succeeded", "failed"]


@pytest.mark.parametrize("number", ["4000002500003155", "4000000000003220"])
def test_three_d_secure_is_asked_failed_and_completed(shop: Shop, number: str) -> None:
    session = shop.session()
    secure = shop.pay(session, number)
    assert secure.status_code == 303
    waiting = shop.stripe.v1.checkout.sessions.retrieve(session.id, params={"expand": ["payment_intent"]})
    assert waiting.payment_intent.status == "requires_action"
    assert waiting.payment_intent.next_action.redirect_to_url.url == shop.gateway.url + secure.headers["Location"]
    back = shop.answer(secure, "fail")
    assert back.headers["Location"] == f"/c/pay/{session.id}"
    assert "could not confirm that it is you" in requests.get(session.url, timeout=10).text
    failed = shop.stripe.v1.payment_intents.retrieve(waiting.payment_intent.id)
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error.code == "payment_intent_authentication_failure"
    done = shop.answer(shop.pay(session, number), "complete")
    assert done.headers["Location"] == f"http://shop.invalid/done?session={session.id}"
    intent = shop.stripe.v1.payment_intents.retrieve(failed.id, params={"expand": ["latest_charge"]})
    assert intent.status == "succeeded"
    assert intent.latest_charge.payment_method_details.card.three_d_secure.result == "authenticated"


def test_three_d_secure_can_be_asked_for_any_card(shop: Shop) -> None:
    session = shop.session(payment_method_options={"card": {"request_three_d_secure": "any"}})
    secure = shop.pay(session, "4242424242424242")
    assert secure.headers["Location"].startswith("/c/3ds/pi_")
    assert shop.answer(secure, "complete").headers["Location"].startswith("http://shop.invalid/done")


def test_a_card_may_be_declined_after_three_d_secure(shop: Shop) -> None:
    session = shop.session()
    back = shop.answer(shop.pay(session, "4000008400001629"), "complete")
    assert back.headers["Location"] == f"/c/pay/{session.id}"
    assert shop.stripe.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert amounts(shop) == []


def test_manual_capture_takes_the_whole_once(shop: Shop) -> None:
    intent = shop.paid(**MANUAL)
    session = shop.stripe.v1.checkout.sessions.list(params={"payment_intent": intent.id}).data[0]
    assert (intent.status, intent.amount_capturable, session.payment_status) == (
        "requires_capture",
        2500,
        "unpaid",
    )
    assert (intent.transfer_group, intent.metadata.to_dict()) == ("purchase-7", {"o": "7"})
    assert amounts(shop) == []
    taken = shop.stripe.v1.payment_intents.capture(intent.id)
    assert (taken.status, taken.amount_received, taken.amount_capturable) == ("succeeded", 2500, 0)
    assert shop.stripe.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.stripe.v1.payment_intents.capture(intent.id)
    assert caught.value.code == "payment_intent_unexpected_state"
    assert amounts(shop) == [("charge", 2500)]


def test_partial_capture_releases_the_rest(shop: Shop) -> None:
    intent = shop.paid(**MANUAL)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.stripe.v1.payment_intents.capture(intent.id, params={"amount_to_capture": 2501})
    assert (caught.value.code, caught.value.param) == ("amount_too_large", "amount_to_capture")
    taken = shop.stripe.v1.payment_intents.capture(
        intent.id, params={"amount_to_capture": 1900, "expand": ["latest_charge"]}
    )
    charge = taken.latest_charge
    assert (taken.amount_received, charge.amount_captured, charge.amount_refunded) == (1900, 1900, 600)
    released = shop.stripe.v1.refunds.list(params={"payment_intent": intent.id}).data
    assert [(refund.amount, refund.balance_transaction) for refund in released] == [(600, None)]
    assert amounts(shop) == [("charge", 1900)]
    with pytest.raises(stripe.InvalidRequestError):
        shop.stripe.v1.refunds.create(params={"payment_intent": intent.id, "amount": 1901})
    assert shop.stripe.v1.refunds.create(params={"payment_intent": intent.id}).amount == 1900


def test_a_cancelled_authorisation_takes_nothing(shop: Shop) -> None:
    intent = shop.paid(**MANUAL)
    params = {"cancellation_reason": "requested_by_customer"}
    gone = shop.stripe.v1.payment_intents.cancel(intent.id, params=params)
    assert (gone.status, gone.amount_capturable) == ("canceled", 0)
    with pytest.raises(stripe.InvalidRequestError):
        shop.stripe.v1.payment_intents.capture(intent.id)
    assert amounts(shop) == []


def test_refunds_never_exceed_what_was_taken(shop: Shop) -> None:
    intent = shop.paid()
    first = shop.stripe.v1.refunds.create(params={"payment_intent": intent.id, "amount": 1000, "metadata": {"r": "1"}})
    assert (first.status, first.amount, first.metadata["r"]) == ("succeeded", 1000, "1")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.stripe.v1.refunds.create(params={"payment_intent": intent.id, "amount": 1501})
    assert caught.value.param == "amount"
    assert shop.stripe.v1.refunds.create(params={"charge": intent.latest_charge}).amount == 1500
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.stripe.v1.refunds.create(params={"charge": intent.latest_charge})
    assert caught.value.code == "charge_already_refunded"
    charge = shop.stripe.v1.charges.retrieve(intent.latest_charge)
    assert (charge.refunded, charge.amount_refunded) == (True, 2500)
    assert amounts(shop) == [("refund", -1500), ("refund", -1000), ("charge", 2500)]
    available = shop.stripe.v1.balance.retrieve().available
    assert [(line.currency, line.amount) for line in available] == [("eur", -63)]


def test_an_expired_session_takes_no_money(shop: Shop) -> None:
    session = shop.session()
    assert shop.pay(session, "4000000000000002").status_code == 402
    assert shop.stripe.v1.checkout.sessions.expire(session.id).status == "expired"
    late = shop.pay(session, "4242424242424242")
    assert late.status_code == 410
    assert "http://shop.invalid/cart" in late.text
    assert amounts(shop) == []
    assert shop.gateway.state()["objects"]["payment_intent"] == {"canceled": 1}
    with pytest.raises(stripe.InvalidRequestError):
        shop.stripe.v1.checkout.sessions.expire(session.id)


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({"amount": 49, "currency": "eur"}, "amount_too_small", "amount"),
        ({"amount": 100_000_000, "currency": "usd"}, "amount_too_large", "amount"),
        ({"amount": 1000, "currency": "zzz"}, None, "currency"),
        ({"amount": 12345, "currency": "kwd"}, "parameter_invalid_integer", "amount"),
        ({"amount": 12345, "currency": "isk"}, "parameter_invalid_integer", "amount"),
        ({"amount": "12.5", "currency": "eur"}, "parameter_invalid_integer", "amount"),
        ({"currency": "eur"}, "parameter_missing", "amount"),
        ({"amount": 1000, "currency": "eur", "colour": "red"}, "parameter_unknown", "colour"),
        (
            {"amount": 1000, "currency": "eur", "shipping": {"name": "A", "x": 1}},
            "parameter_unknown",
            "shipping[x]",
        ),
    ],
)
def test_a_bad_intent_is_refused_and_names_the_parameter(
    shop: Shop, params: dict[str, Any], code: str | None, param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.stripe.v1.payment_intents.create(params=params)
    assert (caught.value.code, caught.value.param, caught.value.http_status) == (code, param, 400)
    assert caught.value.request_id.startswith("req_")
    assert shop.gateway.state()["objects"].get("payment_intent") is None


@pytest.mark.parametrize(("amount", "currency"), [(50, "jpy"), (9_990, "kwd"), (999_999_999_999, "idr"), (1000, "krw")])
def test_amounts_are_in_the_currency_s_own_unit(shop: Shop, amount: int, currency: str) -> None:
    params = {"amount": amount, "currency": currency, "payment_method": "pm_card_visa", "confirm": True}
    assert shop.stripe.v1.payment_intents.create(params=params).amount_received == amount


def test_a_card_error_carries_the_intent_and_the_charge(shop: Shop) -> None:
    params = {
        "amount": 1000,
        "currency": "gbp",
        "payment_method": "pm_card_visa_chargeDeclinedInsufficientFunds",
        "confirm": True,
    }
    with pytest.raises(stripe.CardError) as caught:
        shop.stripe.v1.payment_intents.create(params=params)
    error = caught.value.error
    assert (caught.value.http_status, error.code, error.decline_code) == (
        402,
        "card_declined",
        "insufficient_funds",
    )
    assert error.payment_intent.status == "requires_payment_method"
    assert shop.stripe.v1.charges.retrieve(error.charge).failure_code == "card_declined"


def test_an_intent_confirmed_by_api_goes_through_three_d_secure(shop: Shop) -> None:
    intent = shop.stripe.v1.payment_intents.create(params={"amount": 1000, "currency": "eur"})
    waiting = shop.stripe.v1.payment_intents.confirm(
        intent.id,
        params={"payment_method": "pm_card_threeDSecure2Required", "return_url": "http://shop.invalid/r"},
    )
    url = waiting.next_action.redirect_to_url.url
    back = requests.post(url, data={"outcome": "complete"}, allow_redirects=False, timeout=10)
    assert back.headers["Location"] == "http://shop.invalid/r"
    assert shop.stripe.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_card_numbers_are_refused_by_the_api_and_kept_nowhere(own_shop: Shop) -> None:
    shop = own_shop
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.stripe.v1.payment_intents.create(
            params={
                "amount": 1000,
                "currency": "eur",
                "payment_method_data": {"card": {"number": "4242424242424242"}},
            }
        )
    assert caught.value.param == "payment_method_data"
    shop.pay(shop.session(), "4242 4242 4242 4242")
    shop.pay(shop.session(), "4000 0000 0000 0002")
    shop.pay(shop.session(), "4242 4242 4242 4241")
    folder = shop.gateway.log.parent
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in files)
    for path in files:
        content = path.read_bytes()
        for number in (b"4242424242424242", b"4242 4242 4242 4242", b"4000000000000002", b"4242424242424241"):
            assert number not in content, path


def test_the_same_card_has_the_same_fingerprint(shop: Shop) -> None:
    prints = []
    for number in ("4242424242424242", "4242 4242 4242 4242", "5555555555554444"):
        shop.pay(shop.session(), number)
        charge = shop.stripe.v1.charges.list(params={"limit": 1}).data[0]
        prints.append(charge.payment_method_details.card.fingerprint)
    assert prints[0] == prints[1] != prints[2]


def test_lists_are_paged_newest_first(shop: Shop) -> None:
    made = [shop.stripe.v1.payment_intents.create(params={"amount": 1000 + n, "currency": "eur"}).id for n in range(5)]
    first = shop.stripe.v1.payment_intents.list(params={"limit": 2})
    assert ([item.id for item in first.data], first.has_more) == ([made[4], made[3]], True)
    assert [item.id for item in first.auto_paging_iter()] == made[::-1]
    newer = shop.stripe.v1.payment_intents.list(params={"ending_before": made[2], "limit": 1})
    assert [item.id for item in newer.data] == [made[3]]


def test_thirty_two_buyers_pay_at_the_same_time(shop: Shop) -> None:
    sessions = [shop.session() for _ in range(32)]
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda session: shop.pay(session, "4242424242424242").status_code, sessions))
    assert answers == [303] * 32
    assert shop.gateway.state()["objects"]["charge"] == {"succeeded": 32}
    assert len({intent.id for intent in client(shop.gateway.url, SECRET_KEY).v1.payment_intents.list(
        params={"limit": 100}).data}) == 32  # fmt: skip
