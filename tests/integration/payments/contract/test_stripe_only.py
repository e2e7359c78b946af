"""Stripe: what no other gateway has: challenges, captures in parts, disputes, refunds that fail later, card facts."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import requests
import stripe as sdk
from djmoney.money import Money

from apps.payments.errors import Declined, InvalidRequest
from apps.payments.gateways.port import DisputeStatus, RemoteStatus, SettledKind
from apps.payments.gateways.stripe import API_VERSION
from tests.integration.payments.contract.drivers import CARD, Driver, Message, Opened


@pytest.fixture
def stripe(at_sandbox: Callable[[str], Driver]) -> Driver:
    return at_sandbox("stripe")


def submit(opened: Opened) -> requests.Response:
    form = {"card_number": CARD, "expiry": "12 / 34", "cvc": "123", "name": "Jana Müller"}
    return requests.post(opened.started.url, data=form, allow_redirects=False, timeout=10)


def euros(text: str) -> Money:
    return Money(Decimal(text), "EUR")


def test_the_version_of_the_api_is_the_one_that_the_sdk_was_made_for() -> None:
    assert sdk.api_version == API_VERSION


def test_a_buyer_is_challenged_on_demand(stripe: Driver) -> None:
    opened = stripe.open(challenge=True)
    secure = submit(opened)
    assert "/c/3ds/" in secure.headers["Location"]
    assert stripe.gateway.query(opened.started.reference).status is RemoteStatus.OPEN
    url = stripe.program.url + secure.headers["Location"]
    requests.post(url, data={"outcome": "complete"}, allow_redirects=False, timeout=10)
    assert stripe.gateway.query(opened.started.reference).status is RemoteStatus.AUTHORISED

    assert "/c/3ds/" not in submit(stripe.open()).headers["Location"]


def test_money_is_taken_in_parts_and_the_last_one_releases_the_rest(stripe: Driver) -> None:
    opened = stripe.open()
    stripe.pay(opened)
    payment = stripe.gateway.query(opened.started.reference).payment_reference
    stripe.gateway.capture(payment, euros("10.00"), key=f"{uuid4()}:capture:0", is_final=False)
    between = stripe.gateway.query(opened.started.reference)
    assert (between.status, between.captured) == (RemoteStatus.AUTHORISED, euros("10.00"))

    stripe.gateway.capture(payment, euros("15.00"), key=f"{uuid4()}:capture:1")
    after = stripe.gateway.query(opened.started.reference)
    assert (after.status, after.captured, after.refunded) == (RemoteStatus.CAPTURED, euros("25.00"), euros("0"))
    with pytest.raises((InvalidRequest, Declined)):
        stripe.gateway.refund(payment, euros("25.01"), key=f"{uuid4()}:refund:0")
    stripe.gateway.refund(payment, euros("25.00"), key=f"{uuid4()}:refund:1")


def test_what_is_told_of_a_card_holds_no_number(stripe: Driver) -> None:
    opened, _ = stripe.paid()
    card = stripe.gateway.query(opened.started.reference).card
    assert card is not None
    assert (card.brand, card.last4) == ("visa", "4242")
    assert card.fingerprint
    assert len(card.country) == 2
    assert CARD.replace(" ", "") not in repr(card).replace(" ", "")


@pytest.mark.parametrize(("outcome", "status"), [("won", DisputeStatus.WON), ("lost", DisputeStatus.LOST)])
def test_a_dispute_is_opened_and_decided(stripe: Driver, outcome: str, status: DisputeStatus) -> None:
    opened, payment = stripe.paid()
    assert stripe.gateway.query_disputes(payment) == []
    made = stripe.control("stripe/disputes", payment_intent=payment, reason="product_not_received")

    (found,) = stripe.gateway.query_disputes(payment)
    assert (found.reference, found.status, found.amount) == (made["id"], DisputeStatus.OPEN, opened.amount)
    assert found.reason == "product_not_received"
    assert found.answer_by is not None
    assert found.answer_by > datetime.now(UTC)
    assert found.fee == euros("15.00")

    stripe.control(f"stripe/disputes/{made['id']}", outcome=outcome)
    assert [one.status for one in stripe.gateway.query_disputes(payment)] == [status]
    lines = [one for one in stripe.gateway.settlement(stripe.today()) if one.reference == made["id"]]
    kinds = [one.kind for one in lines]
    assert kinds == [SettledKind.DISPUTE, SettledKind.DISPUTE_WON][: 2 if outcome == "won" else 1]
    assert sum(one.gross.amount for one in lines) == (0 if outcome == "won" else -opened.amount.amount)


def test_a_message_about_a_dispute_names_the_payment(stripe: Driver) -> None:
    _, payment = stripe.paid()
    stripe.control("stripe/disputes", payment_intent=payment)
    message = about(stripe, b'"charge.dispute.created"', payment)
    found = stripe.gateway.read_callback(message.headers, message.body, at=datetime.now(UTC))
    assert found is not None
    assert (found.kind, found.reference, found.our_reference) == ("charge.dispute.created", payment, "")
    assert (found.amount, found.currency) == (None, "EUR")


def test_a_refund_that_fails_later_is_told_and_settled(stripe: Driver) -> None:
    opened, payment = stripe.paid()
    stripe.arm("refund_fails", after_s=0)
    key = f"{uuid4()}:refund:0"
    refund = stripe.gateway.refund(payment, opened.amount, key=key)
    message = about(stripe, b'"refund.failed"', payment)
    told = stripe.gateway.read_callback(message.headers, message.body, at=datetime.now(UTC))
    assert told is not None
    assert told.reference == payment
    assert stripe.gateway.query_refund(payment, key=key) == refund, "it left, and came back"
    lines = [one for one in stripe.gateway.settlement(stripe.today()) if one.reference == refund.reference]
    assert [one.kind for one in lines] == [SettledKind.REFUND, SettledKind.REFUND_FAILED]
    assert sum(one.gross.amount for one in lines) == 0


def test_news_that_changes_nothing_is_of_no_interest(stripe: Driver) -> None:
    opened, payment = stripe.paid()
    message = about(stripe, b'"payment_intent.created"', payment)
    assert stripe.gateway.read_callback(message.headers, message.body, at=datetime.now(UTC)) is None
    assert opened.amount == euros("49.90")


@pytest.mark.parametrize(
    ("amount", "integer"),
    [("49.90 EUR", 4990), ("5000 JPY", 5000), ("12.340 KWD", 12340), ("1300 ISK", 130000), ("200.50 HUF", 20050)],
)
def test_amounts_are_integers_of_stripe_s_own_units(stripe: Driver, amount: str, integer: int) -> None:
    number, code = amount.split()
    money = Money(Decimal(number), code)
    assert stripe.gateway.counted(money) == integer
    opened, _ = stripe.paid(money)
    assert stripe.gateway.query(opened.started.reference).captured == money


def about(stripe: Driver, kind: bytes, payment: str, **_: Any) -> Message:
    """The message of a kind about a payment."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for message in list(stripe.messages):
            if kind in message.body and payment.encode() in message.body:
                return message
        time.sleep(0.02)
    raise AssertionError(f"{kind!r} did not come")
