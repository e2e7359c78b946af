"""The card gateway's later life, and money on its way from every provider to the bank."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest
import requests
import stripe

from tests.integration.sandbox.sandbox_world import Inbox, Shop
from tests.integration.sandbox.wallet_world import Wallets, said

ALIPAY_WARNING = "ignore:X509.*is deprecated:DeprecationWarning"
EXPANDED = {"expand": ["latest_charge"]}
PARTS = {
    "payment_intent_data": {"capture_method": "manual"},
    "payment_method_options": {"card": {"request_multicapture": "if_available"}},
}


def control(shop: Shop, path: str, **order: Any) -> requests.Response:
    """Give an order to the sandbox itself."""
    return requests.post(f"{shop.gateway.url}/_sandbox/{path}", json=order, timeout=10)


def lines(shop: Shop, **params: Any) -> list[tuple[str, int, int]]:
    """The balance's lines, oldest first: category, gross, fee."""
    found = shop.stripe.v1.balance_transactions.list(params={"limit": 100} | params).data
    return [(line.reporting_category, line.amount, line.fee) for line in reversed(found)]


def bought(shop: Shop, method: str = "pm_card_visa", amount: int = 2500, currency: str = "eur") -> stripe.PaymentIntent:
    """A payment by API."""
    params = {"amount": amount, "currency": currency, "payment_method": method, "confirm": True}
    return shop.stripe.v1.payment_intents.create(params=params)


def until(found: Any) -> Any:
    """Wait until a question has an answer."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        answer = found()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError("it did not come")


def test_a_charge_tells_of_its_card_without_its_number(shop: Shop) -> None:
    session = shop.session()
    shop.answer(shop.pay(session, "4000 0027 6000 3184"), "complete")
    found = shop.stripe.v1.checkout.sessions.retrieve(session.id, params={"expand": ["payment_intent.latest_charge"]})
    card = found.payment_intent.latest_charge.payment_method_details.card
    assert (card.country, card.iin, card.last4, card.brand) == ("DE", "400000", "3184", "visa")
    again = bought(shop, "pm_card_authenticationRequired")
    assert again.status == "requires_action"
    assert len(card.fingerprint) == 16
    assert card.three_d_secure.result == "authenticated"


def test_an_authorisation_is_captured_in_parts_where_that_was_asked_for(shop: Shop) -> None:
    session = shop.session(**PARTS)
    shop.pay(session, "4242424242424242")
    intent = shop.stripe.v1.checkout.sessions.retrieve(session.id).payment_intent
    capture = shop.stripe.v1.payment_intents.capture
    first = capture(intent, params={"amount_to_capture": 1000, "final_capture": False} | EXPANDED)
    assert (first.status, first.amount_received, first.amount_capturable) == ("requires_capture", 1000, 1500)
    assert first.latest_charge.payment_method_details.card.multicapture.status == "available"
    with pytest.raises(stripe.InvalidRequestError):
        shop.stripe.v1.refunds.create(params={"payment_intent": intent, "amount": 1001})
    shop.stripe.v1.refunds.create(params={"payment_intent": intent, "amount": 400})
    last = capture(intent, params={"amount_to_capture": 1200} | EXPANDED)
    assert (last.status, last.amount_received, last.latest_charge.amount_captured) == ("succeeded", 2200, 2200)
    assert lines(shop) == [("charge", 1000, 40), ("refund", -400, 0), ("charge", 1200, 43)]
    with pytest.raises(stripe.InvalidRequestError):
        shop.stripe.v1.refunds.create(params={"payment_intent": intent, "amount": 1801})
    shop.stripe.v1.refunds.create(params={"payment_intent": intent, "amount": 1800})


def test_one_capture_is_final_where_parts_were_not_asked_for(shop: Shop) -> None:
    session = shop.session(payment_intent_data={"capture_method": "manual"})
    shop.pay(session, "4242424242424242")
    intent = shop.stripe.v1.checkout.sessions.retrieve(session.id).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="multiple captures"):
        shop.stripe.v1.payment_intents.capture(intent, params={"amount_to_capture": 10, "final_capture": False})
    assert lines(shop) == []


@pytest.mark.parametrize(("outcome", "left"), [("won", 2437 - 1500), ("lost", 2437 - 2500 - 1500)])
def test_a_dispute_takes_the_money_and_is_decided(shop: Shop, inbox: Inbox, outcome: str, left: int) -> None:
    intent = bought(shop)
    dispute = control(shop, "stripe/disputes", payment_intent=intent.id, reason="product_not_received")
    assert dispute.status_code == 201
    ident = dispute.json()["id"]
    assert lines(shop) == [("charge", 2500, 63), ("dispute", -2500, 1500)]
    assert control(shop, "stripe/disputes", payment_intent=intent.id).status_code == 400
    shop.stripe.v1.disputes.update(ident, params={"evidence": {"shipping_tracking_number": "CM1"}, "submit": False})
    answered = {"evidence": {"uncategorized_text": f"{'winning' if outcome == 'won' else 'losing'}_evidence"}}
    assert shop.stripe.v1.disputes.update(ident, params=answered).status == "under_review"
    until(lambda: shop.stripe.v1.disputes.retrieve(ident).status == outcome)
    closed = inbox.wait("charge.dispute.closed")[0].verify().data.object
    assert (closed.status, closed.evidence.shipping_tracking_number) == (outcome, "CM1")
    inbox.wait("charge.dispute.created")
    inbox.wait("charge.dispute.funds_withdrawn")
    assert shop.stripe.v1.balance.retrieve().available[0].amount == left
    if outcome == "won":
        inbox.wait("charge.dispute.funds_reinstated")
        shop.stripe.v1.refunds.create(params={"payment_intent": intent.id})
    else:
        with pytest.raises(stripe.InvalidRequestError, match="charged back"):
            shop.stripe.v1.refunds.create(params={"payment_intent": intent.id})
    assert control(shop, f"stripe/disputes/{ident}", outcome="won").status_code == 400


def test_a_card_can_bring_a_dispute_about(shop: Shop, inbox: Inbox) -> None:
    intent = bought(shop, "pm_card_createDispute")
    opened = inbox.wait("charge.dispute.created")[0].verify().data.object
    assert (opened.payment_intent, opened.reason, opened.amount) == (intent.id, "fraudulent", 2500)
    assert [one.id for one in shop.stripe.v1.disputes.list(params={"payment_intent": intent.id}).data] == [opened.id]


@pytest.mark.parametrize("how", ["card", "fault"])
def test_a_refund_can_fail_afterwards_and_the_money_is_back(shop: Shop, inbox: Inbox, how: str) -> None:
    intent = bought(shop, "pm_card_refundFail" if how == "card" else "pm_card_visa")
    if how == "fault":
        assert shop.gateway.arm("refund_fails", match="stripe *").status_code == 201
    refund = shop.stripe.v1.refunds.create(params={"payment_intent": intent.id, "amount": 2000})
    assert refund.status == "succeeded"
    failed = inbox.wait("refund.failed")[0].verify().data.object
    assert (failed.id, failed.status, failed.failure_reason) == (refund.id, "failed", "expired_or_canceled_card")
    params = {"payment_intent": intent.id, "expand": ["data.failure_balance_transaction"]}
    found = shop.stripe.v1.refunds.list(params=params)
    assert [one.failure_balance_transaction.amount for one in found.data] == [2000]
    assert lines(shop) == [("charge", 2500, 63), ("refund", -2000, 0), ("refund_failure", 2000, 0)]
    assert shop.stripe.v1.charges.retrieve(intent.latest_charge).amount_refunded == 0


def test_a_webhook_secret_rolls_with_two_alive_for_a_while(shop: Shop, inbox: Inbox) -> None:
    (endpoint,) = shop.stripe.v1.webhook_endpoints.list().data
    fresh = control(shop, "stripe/roll", endpoint=endpoint.id).json()["secret"]
    bought(shop)
    post = inbox.wait("charge.succeeded")[0]
    assert post.verify(fresh).id == post.verify(inbox.secret).id
    last = control(shop, "stripe/roll", endpoint=endpoint.id, grace_s=0).json()["secret"]
    bought(shop)
    post = inbox.wait("charge.succeeded", 2)[1]
    post.verify(last)
    with pytest.raises(stripe.SignatureVerificationError):
        post.verify(fresh)


def test_what_is_on_the_balance_goes_to_the_bank_once(shop: Shop, inbox: Inbox) -> None:
    first, second = bought(shop), bought(shop, amount=5000, currency="jpy")
    shop.stripe.v1.refunds.create(params={"payment_intent": first.id, "amount": 500})
    paid = {one["currency"]: one for one in control(shop, "settle", gateway="stripe").json()["payouts"]}
    assert {code: one["amount"] for code, one in paid.items()} == {"EUR": "19.37", "JPY": "4895"}
    told = inbox.wait("payout.paid", 2)
    assert {one.verify().data.object.id for one in told} == {one["id"] for one in paid.values()}
    params = {"payout": paid["EUR"]["id"], "expand": ["data.source"]}
    listed = shop.stripe.v1.balance_transactions.list(params=params).data
    assert [(line.type, line.source.object) for line in listed] == [
        ("payout", "payout"), ("refund", "refund"), ("charge", "charge"),
    ]  # fmt: skip
    assert sum(line.net for line in listed) == 0
    assert listed[2].source.payment_intent == first.id
    assert lines(shop, source=second.latest_charge) == [("charge", 5000, 105)]
    accounts = shop.gateway.state()["bank"]["accounts"].values()
    assert {one["currency"]: one["balance"] for one in accounts} == {"EUR": "19.37", "JPY": "4895"}
    assert control(shop, "settle", gateway="stripe").json()["payouts"] == []
    assert control(shop, "settle", gateway="paypal").status_code == 422


def test_a_failed_payout_stays_on_the_balance_and_goes_with_the_next(shop: Shop, inbox: Inbox) -> None:
    bought(shop)
    shop.gateway.arm("payout_fails", match="stripe eur")
    (failed,) = control(shop, "settle").json()["payouts"]
    told = inbox.wait("payout.failed")[0].verify().data.object
    assert (failed["status"], told.failure_code) == ("failed", "account_closed")
    assert shop.gateway.state()["bank"]["accounts"] == {}
    assert shop.stripe.v1.balance.retrieve().available[0].amount == 2437
    assert [one["amount"] for one in control(shop, "settle").json()["payouts"]] == ["24.37"]
    assert [one.status for one in shop.stripe.v1.payouts.list().data] == ["paid", "failed"]
    assert shop.stripe.v1.balance.retrieve().available[0].amount == 0


@pytest.fixture
def everywhere(shop: Shop, wallets: Wallets) -> tuple[Shop, Wallets]:
    """Every provider of one gateway."""
    wallets.inbox.secret = shop.register(wallets.inbox.url)
    return shop, wallets


@pytest.mark.filterwarnings(ALIPAY_WARNING)
def test_every_cent_of_every_provider_is_in_the_bank_or_explained(everywhere: tuple[Shop, Wallets]) -> None:
    shop, wallets = everywhere
    alipay, wechat = wallets.alipay(), wallets.wechat()
    expected = Decimal(0)
    for number, fen in enumerate((1, 99, 1230, 99_999, 100_001)):
        name = f"order-{number}"
        wallets.press(alipay.api_alipay_trade_precreate("Bowl", name, f"{Decimal(fen).scaleb(-2)}")["qr_code"], "pay")
        wallets.press(said(wechat.pay("Bowl", name, {"total": fen, "currency": "CNY"}))["code_url"], "pay")
        for part in (fen // 3, fen // 3, fen - 2 * (fen // 3)) if number % 2 else (fen // 3,):
            if part:
                request = f"{name}-{time.monotonic_ns()}"
                back = alipay.api_alipay_trade_refund(f"{Decimal(part).scaleb(-2)}", name, out_request_no=request)
                assert back["code"] == "10000"
                money = {"refund": part, "total": fen, "currency": "CNY"}
                said(wechat.refund(request, money, out_trade_no=name))
        if number % 2 == 0:
            kept = fen - fen // 3
            fee = (6 * fen + 500) // 1000
            expected += 2 * (kept - (fee - (2 * fee * (fen // 3) + fen) // (2 * fen)))
    bought(shop, amount=10_000, currency="cny")
    expected += 10_000 - (150 + 25)
    wallets.gateway.arm("payout_fails", match="alipay cny")
    payouts = wallets.control("settle")["payouts"]
    assert [one["status"] for one in payouts] == ["paid", "failed", "paid"]
    assert [one["gateway"] for one in wallets.control("settle")["payouts"]] == ["alipay"]
    state = wallets.gateway.state()
    (account,) = state["bank"]["accounts"].values()
    assert Decimal(account["balance"]) == expected.scaleb(-2)
    assert (state["alipay"]["balance"], state["wechat"]["balance"]) == ("0.00", "0.00")
    assert state["stripe"]["currencies"]["cny"]["balance"] == "0.00"
