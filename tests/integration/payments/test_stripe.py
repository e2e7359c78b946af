"""Payments · at the sandbox gateway, with its faults."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.outbox.models import OutboxEvent
from apps.payments import operations, selectors
from apps.payments.errors import AmountNotChargeable, IntentClosed, PaymentUnavailable, TooMuch
from apps.payments.gateways.registry import gateway
from apps.payments.models import Callback, Intent, Operation
from apps.payments.types import IntentStatus, OperationState
from tests.integration.payments.conftest import DECLINED, POOR, SECURE, Provider, attempt_of, begun, opened, page

pytestmark = pytest.mark.django_db

EUROS = Money(Decimal("49.90"), "EUR")
LATER = timedelta(minutes=10)


def topics() -> list[str]:
    told = OutboxEvent.objects.filter(aggregate="payments.intent").order_by("id")
    return list(told.values_list("topic", flat=True))


def capture(intent: Any, *, at: datetime) -> OperationState:
    with transaction.atomic():
        operation = operations.request_capture(intent, purchase_id=uuid4(), at=at)
    return operations.perform(operation, at=at)


@pytest.mark.parametrize(
    "amount", [EUROS, Money(5000, "JPY"), Money(Decimal("12.340"), "KWD"), Money(Decimal("99.99"), "AED")]
)
def test_a_card_is_authorised_and_then_captured(provider: Provider, at: datetime, amount: Money) -> None:
    intent, url = begun(amount, at=at)
    assert selectors.intent(intent).status is IntentStatus.PENDING
    assert provider.pay(url).status_code == 303

    assert operations.verify(intent, at=at).status is IntentStatus.AUTHORISED
    assert ledger.trial_balance() == []
    assert capture(intent, at=at) is OperationState.SUCCEEDED

    view = selectors.intent(intent)
    assert (view.status, view.captured) == (IntentStatus.CAPTURED, amount)
    assert ledger.balance(AccountCode.PSP_CLEARING, amount.currency.code) == amount
    assert topics() == ["payments.authorised", "payments.captured"]


def test_verifying_and_capturing_again_changes_nothing(provider: Provider, at: datetime) -> None:
    intent, url = begun(EUROS, at=at)
    provider.pay(url)
    for _ in range(3):
        operations.verify(intent, at=at)
    capture(intent, at=at)
    with transaction.atomic():
        assert operations.request_capture(intent, purchase_id=uuid4(), at=at) is None
    operations.verify(intent, at=at)

    assert topics() == ["payments.authorised", "payments.captured"]
    assert ledger.balance(AccountCode.PSP_CLEARING, "EUR") == EUROS


def test_a_declined_card_leaves_the_page_open_for_another(provider: Provider, at: datetime) -> None:
    intent, url = begun(EUROS, at=at)
    assert provider.pay(url, POOR).status_code == 402
    view = operations.verify(intent, at=at)
    assert (view.status, view.problem) == (IntentStatus.PENDING, "insufficient_funds")
    assert provider.pay(url, DECLINED).status_code == 402

    assert operations.begin(intent, page=page(EUROS, at=at), at=at) == url
    provider.pay(url)
    assert operations.verify(intent, at=at).status is IntentStatus.AUTHORISED


def test_three_d_secure_is_passed_or_failed(provider: Provider, at: datetime) -> None:
    intent, url = begun(EUROS, at=at)
    secure = provider.pay(url, SECURE)
    assert operations.verify(intent, at=at).status is IntentStatus.PENDING
    provider.confirm(secure, "fail")
    assert operations.verify(intent, at=at).problem == "payment_intent_authentication_failure"

    provider.confirm(provider.pay(url, SECURE))
    assert operations.verify(intent, at=at).status is IntentStatus.AUTHORISED


def test_a_page_that_was_opened_without_an_answer_is_found_again(provider: Provider, at: datetime) -> None:
    intent = opened(EUROS, at=at)
    provider.arm("timeout_after_acting", match="POST /v1/checkout/sessions")
    with pytest.raises(PaymentUnavailable):
        operations.begin(intent, page=page(EUROS, at=at), at=at)
    assert Operation.objects.get().state == OperationState.UNKNOWN

    url = operations.begin(intent, page=page(EUROS, at=at + LATER), at=at)
    provider.pay(url)

    assert operations.verify(intent, at=at).status is IntentStatus.AUTHORISED
    assert Operation.objects.count() == 1


def test_a_capture_without_an_answer_is_asked_about_and_taken_once(provider: Provider, at: datetime) -> None:
    intent, url = begun(EUROS, at=at)
    provider.pay(url)
    operations.verify(intent, at=at)
    provider.arm("timeout_after_acting", match="POST /v1/payment_intents/*/capture")
    assert capture(intent, at=at) is OperationState.UNKNOWN
    assert selectors.intent(intent).status is IntentStatus.AUTHORISED

    operations.resolve_due(at=at)
    assert selectors.intent(intent).status is IntentStatus.AUTHORISED, "it is not due yet"
    operations.resolve_due(at=at + LATER)

    assert selectors.intent(intent).captured == EUROS
    assert ledger.balance(AccountCode.PSP_CLEARING, "EUR") == EUROS
    assert gateway("stripe").query(attempt_of(intent).reference).captured == EUROS


def test_a_provider_that_is_down_is_asked_later(provider: Provider, at: datetime) -> None:
    intent, url = begun(EUROS, at=at)
    provider.pay(url)
    provider.arm("down", refuse=True, match="GET /v1/checkout/sessions/*")
    with pytest.raises(PaymentUnavailable):
        operations.verify(intent, at=at)
    assert selectors.intent(intent).status is IntentStatus.PENDING

    operations.resolve_due(at=at + LATER)
    assert selectors.intent(intent).status is IntentStatus.AUTHORISED


def test_an_amount_that_is_not_ours_is_never_paid(provider: Provider, at: datetime) -> None:
    intent, url = begun(EUROS, at=at)
    provider.pay(url)
    provider.arm("wrong_amount", match="GET /v1/checkout/sessions/*", delta=-100)
    assert operations.verify(intent, at=at).status is IntentStatus.CONFLICTED
    assert topics() == ["payments.conflicted"]

    operations.resolve_due(at=at + LATER)
    assert selectors.intent(intent).status is IntentStatus.AUTHORISED


def test_a_withdrawn_intents_page_is_closed(provider: Provider, at: datetime) -> None:
    intent, url = begun(EUROS, at=at)
    with transaction.atomic():
        operations.cancel(intent, at=at)
    operations.resolve_due(at=at)

    assert provider.pay(url).status_code == 410
    with pytest.raises(IntentClosed):
        operations.begin(intent, page=page(EUROS, at=at), at=at)


def test_money_that_comes_too_late_is_released_by_itself(provider: Provider, at: datetime) -> None:
    intent, url = begun(EUROS, at=at)
    provider.pay(url)
    with transaction.atomic():
        operations.expire(intent, at=at)
    operations.resolve_due(at=at + LATER)
    operations.resolve_due(at=at + LATER)

    view = selectors.intent(intent)
    assert (view.status, view.authorised, view.voided) == (IntentStatus.EXPIRED, EUROS, EUROS)
    assert ledger.trial_balance() == []
    assert topics() == ["payments.expired", "payments.voided"]


def test_a_refund_is_given_once_and_never_more_than_was_taken(provider: Provider, at: datetime) -> None:
    intent, url = begun(EUROS, at=at)
    provider.pay(url)
    operations.verify(intent, at=at)
    capture(intent, at=at)
    part = Money(Decimal("20.00"), "EUR")
    with transaction.atomic():
        first = operations.request_refund(intent, amount=part, key="a", reason="r", at=at)
        again = operations.request_refund(intent, amount=part, key="a", reason="r", at=at)
    assert first == again
    with pytest.raises(TooMuch), transaction.atomic():
        operations.request_refund(intent, amount=Money(Decimal("29.91"), "EUR"), key="b", reason="r", at=at)
    assert operations.perform(first, at=at) is OperationState.SUCCEEDED
    assert operations.perform(first, at=at) is OperationState.SUCCEEDED

    assert selectors.intent(intent).refunded == part
    assert ledger.balance(AccountCode.PSP_CLEARING, "EUR") == EUROS - part


def test_an_amount_that_the_provider_cannot_express_is_refused_before_the_call(
    provider: Provider, at: datetime
) -> None:
    with pytest.raises(AmountNotChargeable):
        opened(Money(Decimal("1.234"), "KWD"), at=at)
    assert not Intent.objects.exists()


def test_a_signed_callback_leads_to_a_query_and_the_purchase_is_authorised(provider: Provider, at: datetime) -> None:
    intent, url = begun(EUROS, at=at)
    provider.pay(url)
    (post,) = provider.wait()
    assert post.deliver() == 200

    assert selectors.intent(intent).status is IntentStatus.AUTHORISED
    assert Callback.objects.get(event_id=json.loads(post.body)["id"]).outcome == "agreed"


def test_a_callback_that_comes_twice_is_kept_once(provider: Provider, at: datetime) -> None:
    _, url = begun(EUROS, at=at)
    provider.arm("duplicate_webhook", match="checkout.session.completed")
    provider.pay(url)
    posts = provider.wait(2)
    assert [post.deliver() for post in posts] == [200, 200]
    assert Callback.objects.filter(kind="checkout.session.completed").count() == 1
    assert topics() == ["payments.authorised"]


@pytest.mark.parametrize("fault", ["tampered_webhook", "stale_webhook"])
def test_a_callback_that_is_tampered_with_or_old_is_refused(provider: Provider, at: datetime, fault: str) -> None:
    intent, url = begun(EUROS, at=at)
    provider.arm(fault, match="checkout.session.completed")
    provider.pay(url)
    post = provider.wait()[0]
    assert post.deliver() == 400
    assert not Callback.objects.exists()
    assert selectors.intent(intent).status is IntentStatus.PENDING


def test_a_callback_alone_never_marks_anything_paid(provider: Provider, at: datetime) -> None:
    """It is signed and says `complete`, but the provider, when asked, says the page is open."""
    paid, url = begun(EUROS, at=at)
    provider.pay(url)
    (post,) = provider.wait()
    unpaid, _ = begun(EUROS, at=at)
    Callback.objects.create(
        gateway="stripe", event_id="evt_x", kind="checkout.session.completed", intent_id=unpaid, received_at=at
    )
    operations.handle_callback(Callback.objects.get().pk, at=at)

    assert selectors.intent(unpaid).status is IntentStatus.PENDING
    assert post.deliver() == 200
    assert selectors.intent(paid).status is IntentStatus.AUTHORISED


def test_callbacks_of_an_unknown_intent_wait_and_are_then_put_aside(provider: Provider, at: datetime) -> None:
    callback = Callback.objects.create(
        gateway="stripe", event_id="evt_y", kind="checkout.session.completed", intent_id=uuid4(), received_at=at
    )
    operations.resolve_due(at=at + LATER)
    callback.refresh_from_db()
    assert callback.handled_at is None
    operations.resolve_due(at=at + timedelta(hours=2))
    callback.refresh_from_db()
    assert callback.outcome == "unmatched"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'{"id": 1}'])
def test_malformed_callbacks_are_refused_without_an_error(provider: Provider, at: datetime, body: bytes) -> None:
    _, url = begun(EUROS, at=at)
    provider.pay(url)
    (post,) = provider.wait()
    assert post.deliver(body=body) == 400
    assert not Callback.objects.exists()


def test_no_card_number_is_stored(provider: Provider, at: datetime) -> None:
    intent, url = begun(EUROS, at=at)
    provider.pay(url)
    for post in provider.wait():
        post.deliver()
    tables = (Callback, Operation, OutboxEvent)
    kept = [list(table.objects.values()) for table in tables] + [attempt_of(intent).__dict__]
    assert "4242424242424242" not in repr(kept).replace(" ", "")
