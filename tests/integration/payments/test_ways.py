"""Payments · every way in which a provider can take money: authorised first, or at once, with a code or a transfer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from djmoney.money import Money

from apps.ledger import selectors as ledger
from apps.ledger.models import Journal
from apps.ledger.types import AccountCode
from apps.outbox.models import OutboxEvent
from apps.payments import operations, selectors
from apps.payments.errors import Declined, Duplicate, IntentClosed, InvalidRequest, NotDivisible, TooMuch
from apps.payments.gateways.port import DisputeStatus, RemoteDispute, RemoteStatus
from apps.payments.models import Attempt, Callback, Intent, Issue, Operation
from apps.payments.operations import verifying
from apps.payments.types import (
    CHOSEN_BY_BUYERS,
    AttemptStatus,
    IntentStatus,
    IssueKind,
    OperationKind,
    OperationState,
    PaymentMethod,
)
from tests.factories.gateways import ScriptedGateway, lost
from tests.integration.payments.conftest import page

pytestmark = pytest.mark.django_db

EUROS = Money(Decimal("49.90"), "EUR")
LATER = timedelta(minutes=10)


def started(method: PaymentMethod, *, at: datetime, amount: Money = EUROS) -> tuple[UUID, str]:
    """An intent waiting for its buyer, and its reference at the provider."""
    with transaction.atomic():
        intent = operations.open_intent(session_id=uuid4(), version=1, amount=amount, at=at).public_id
    begin(intent, method, at=at, amount=amount)
    return intent, Attempt.objects.get(intent__public_id=intent, status=AttemptStatus.LIVE).reference


def begin(intent: UUID, method: PaymentMethod, *, at: datetime, amount: Money = EUROS) -> str:
    return operations.begin(intent, page=replace(page(amount, at=at), method=method), at=at)


def finish(at: datetime) -> None:
    operations.resolve_due(at=at + LATER)


def topics(intent: UUID) -> list[str]:
    told = OutboxEvent.objects.filter(aggregate="payments.intent", aggregate_id=str(intent)).order_by("id")
    return list(told.exclude(topic="payments.transfer_awaited").values_list("topic", flat=True))


def clearing() -> Money:
    return ledger.balance(AccountCode.PSP_CLEARING, "EUR")


def every_operation_has_its_journal() -> None:
    moving = Operation.objects.filter(state=OperationState.SUCCEEDED).exclude(
        kind__in=[OperationKind.AUTHORISE, OperationKind.VOID, OperationKind.CLOSE]
    )
    keys = sorted(Journal.objects.values_list("idempotency_key", flat=True))
    assert sorted(key.rsplit(":", 1)[1] for key in keys) == sorted(str(one.public_id) for one in moving)


@pytest.mark.parametrize("method", [PaymentMethod(code) for code, _ in CHOSEN_BY_BUYERS])
def test_paid_is_authorised_and_what_is_taken_at_once_is_in_the_books_in_the_same_moment(
    gateways: dict[PaymentMethod, ScriptedGateway], method: PaymentMethod, at: datetime
) -> None:
    intent, reference = started(method, at=at)
    assert operations.verify(intent, at=at).status is IntentStatus.PENDING
    gateways[method].pay(reference)
    view = operations.verify(intent, at=at)

    at_once = gateways[method].captures_at_once
    assert view.status is (IntentStatus.CAPTURED if at_once else IntentStatus.AUTHORISED)
    assert clearing() == (EUROS if at_once else EUROS * 0)
    assert topics(intent) == ["payments.authorised"]
    with transaction.atomic():
        asked = operations.request_capture(intent, purchase_id=uuid4(), at=at)
    assert (asked is None) is at_once
    finish(at)
    assert selectors.intent(intent).captured == EUROS
    assert topics(intent) == ["payments.authorised", "payments.captured"]
    assert clearing() == EUROS
    every_operation_has_its_journal()


@pytest.mark.parametrize("method", [PaymentMethod(code) for code, _ in CHOSEN_BY_BUYERS])
@pytest.mark.parametrize("withdraw", [operations.cancel, operations.expire])
def test_money_that_comes_too_late_goes_back_by_itself(
    gateways: dict[PaymentMethod, ScriptedGateway], method: PaymentMethod, withdraw: Callable[..., object], at: datetime
) -> None:
    intent, reference = started(method, at=at)
    with transaction.atomic():
        withdraw(intent, at=at)
    gateways[method].pay(reference)
    finish(at)
    finish(at)

    view = selectors.intent(intent)
    assert not view.is_paid
    back = view.refunded if gateways[method].captures_at_once else view.voided
    assert (view.authorised, back) == (EUROS, EUROS)
    assert clearing().amount == 0
    assert "payments.authorised" not in topics(intent)
    every_operation_has_its_journal()


def test_a_transfer_that_comes_long_after_we_stopped_asking_is_found_by_who_reads_the_statement(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    bank = gateways[PaymentMethod.BANK_TRANSFER]
    intent, reference = started(PaymentMethod.BANK_TRANSFER, at=at)
    with transaction.atomic():
        operations.expire(intent, at=at)
    finish(at)
    assert not Operation.objects.filter(kind="authorise", state__in=["pending", "requested"]).exists()
    bank.say(reference, RemoteStatus.OPEN)
    bank.pay(reference)
    operations.verify(intent, at=at)
    assert selectors.intent(intent).captured.amount == 0, "nobody asked about the closed page"

    operations.verify_closed(intent, at=at + timedelta(days=3))
    operations.verify_closed(intent, at=at + timedelta(days=3))
    operations.resolve_due(at=at + timedelta(days=3))

    view = selectors.intent(intent)
    assert (view.status, view.captured, view.refunded) == (IntentStatus.EXPIRED, EUROS, EUROS)
    assert bank.count("refund") == 1
    assert clearing().amount == 0


def test_a_page_that_is_opened_twice_at_once_and_paid_meanwhile_is_booked(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two who open it the slower is refused by the provider, since the buyer has paid on the other's."""
    wallet, open_it = gateways[PaymentMethod.ALIPAY], ScriptedGateway.start
    with transaction.atomic():
        intent = operations.open_intent(session_id=uuid4(), version=1, amount=EUROS, at=at).public_id

    def slow(*words: Any, **more: Any) -> Any:
        monkeypatch.setattr(wallet, "start", lambda *a, **k: open_it(wallet, *a, **k))
        begin(intent, PaymentMethod.ALIPAY, at=at)
        wallet.pay(Attempt.objects.get().reference)
        raise Duplicate("trade_has_success")

    monkeypatch.setattr(wallet, "start", slow)
    address = begin(intent, PaymentMethod.ALIPAY, at=at)

    assert address == page(EUROS, at=at).success_url
    assert operations.verify(intent, at=at).status is IntentStatus.CAPTURED
    assert clearing() == EUROS
    every_operation_has_its_journal()


def test_sums_are_right_where_another_process_wrote_while_this_one_waited(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    intent, first = started(PaymentMethod.ALIPAY, at=at)
    begin(intent, PaymentMethod.WECHAT_PAY, at=at)
    second = Attempt.objects.get(intent__public_id=intent, status=AttemptStatus.LIVE).reference
    locked = verifying._locked_with_operations
    monkeypatch.setattr(
        verifying, "_locked_with_operations",
        lambda of: [one for one in locked(of) if one.kind == OperationKind.AUTHORISE],
    )  # fmt: skip
    gateways[PaymentMethod.ALIPAY].pay(first)
    gateways[PaymentMethod.WECHAT_PAY].pay(second)

    view = operations.verify(intent, at=at)

    assert (view.captured, clearing()) == (EUROS * 2, EUROS * 2)


def test_another_way_closes_the_first_and_keeps_the_intent(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    intent, first = started(PaymentMethod.ALIPAY, at=at)
    begin(intent, PaymentMethod.CARD, at=at)
    again = begin(intent, PaymentMethod.CARD, at=at)
    finish(at)

    assert again.startswith("https://card.example/")
    assert gateways[PaymentMethod.ALIPAY].payments[first].status is RemoteStatus.CLOSED
    statuses = list(Attempt.objects.order_by("pk").values_list("gateway", "status"))
    assert statuses == [("alipay", "closed"), ("card", "live")]
    assert Intent.objects.get().gateway == "card"
    assert selectors.intent(intent).status is IntentStatus.PENDING


def test_who_pays_twice_gets_the_second_back_and_the_first_is_what_counts(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    alipay, card = gateways[PaymentMethod.ALIPAY], gateways[PaymentMethod.CARD]
    intent, first = started(PaymentMethod.ALIPAY, at=at)
    begin(intent, PaymentMethod.CARD, at=at)
    second = Attempt.objects.get(status=AttemptStatus.LIVE).reference
    card.pay(second)
    operations.verify(intent, at=at)
    alipay.pay(first)
    finish(at)
    finish(at)

    assert list(Attempt.objects.order_by("pk").values_list("status", flat=True)) == ["surplus", "authorised"]
    with transaction.atomic():
        operations.request_capture(intent, purchase_id=uuid4(), at=at)
    finish(at)
    view = selectors.intent(intent)
    assert (view.status, view.captured - view.refunded) == (IntentStatus.CAPTURED, EUROS)
    assert clearing() == EUROS
    with pytest.raises(TooMuch), transaction.atomic():
        operations.request_refund(intent, amount=EUROS * 2, key="x", reason="r", at=at)
    every_operation_has_its_journal()


def test_a_page_that_is_still_open_is_closed_when_the_one_before_it_is_paid(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    intent, first = started(PaymentMethod.ALIPAY, at=at)
    begin(intent, PaymentMethod.CARD, at=at)
    gateways[PaymentMethod.ALIPAY].pay(first)
    assert operations.verify(intent, at=at).status is IntentStatus.CAPTURED
    finish(at)
    assert [one.status for one in Attempt.objects.order_by("pk")] == ["authorised", "closed"]
    card = gateways[PaymentMethod.CARD]
    assert [one.status for one in card.payments.values()] == [RemoteStatus.CLOSED]


def test_giving_up_what_was_taken_at_once_is_a_refund_and_only_once(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    intent, reference = started(PaymentMethod.WECHAT_PAY, at=at)
    gateways[PaymentMethod.WECHAT_PAY].pay(reference)
    operations.verify(intent, at=at)
    for _ in range(2):
        with transaction.atomic():
            operations.request_void(intent, reason="changed", at=at)
    finish(at)
    assert selectors.intent(intent).refunded == EUROS
    assert gateways[PaymentMethod.WECHAT_PAY].count("refund") == 1
    assert clearing().amount == 0


def test_money_that_a_purchase_stands_for_is_not_given_up(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    intent, reference = started(PaymentMethod.ALIPAY, at=at)
    gateways[PaymentMethod.ALIPAY].pay(reference)
    operations.verify(intent, at=at)
    with transaction.atomic():
        operations.request_capture(intent, purchase_id=uuid4(), at=at)
        assert operations.request_void(intent, reason="late callback", at=at) is None
    assert not Operation.objects.filter(kind="refund").exists()


def test_more_than_was_asked_for_is_taken_and_what_is_over_goes_back(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    bank = gateways[PaymentMethod.BANK_TRANSFER]
    intent, reference = started(PaymentMethod.BANK_TRANSFER, at=at)
    bank.pay(reference, brought=EUROS + Money(5, "EUR"))
    assert operations.verify(intent, at=at).status is IntentStatus.CAPTURED
    finish(at)
    view = selectors.intent(intent)
    assert (view.captured, view.refunded) == (EUROS + Money(5, "EUR"), Money(5, "EUR"))
    assert clearing() == EUROS


def test_less_than_was_asked_for_leaves_it_open_and_says_what_is_missing(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    bank = gateways[PaymentMethod.BANK_TRANSFER]
    intent, reference = started(PaymentMethod.BANK_TRANSFER, at=at)
    bank.say(reference, RemoteStatus.OPEN, captured=Money(Decimal("20.00"), "EUR"), problem="underpaid")
    view = operations.verify(intent, at=at)
    action = selectors.action(intent)
    assert (view.status, view.problem) == (IntentStatus.PENDING, "underpaid")
    assert action is not None
    assert action.missing == Money(Decimal("29.90"), "EUR")
    assert clearing().amount == 0


@pytest.mark.parametrize("wrong", [Money(Decimal("49.89"), "EUR"), Money(Decimal("49.90"), "USD")])
@pytest.mark.parametrize("method", [PaymentMethod.CARD, PaymentMethod.ALIPAY])
def test_another_amount_or_currency_is_never_paid_and_a_person_is_told(
    gateways: dict[PaymentMethod, ScriptedGateway], method: PaymentMethod, wrong: Money, at: datetime
) -> None:
    intent, reference = started(method, at=at)
    gateways[method].pay(reference)
    gateways[method].say(reference, gateways[method].payments[reference].status, amount=wrong)
    assert operations.verify(intent, at=at).status is IntentStatus.CONFLICTED
    assert Issue.objects.get().kind == IssueKind.CONFLICT
    assert clearing().amount == 0

    gateways[method].say(reference, gateways[method].payments[reference].status, amount=EUROS)
    operations.verify(intent, at=at)
    assert selectors.intent(intent).is_paid
    assert Issue.objects.get().closed_at is not None


def test_a_page_that_was_closed_unpaid_asks_for_another_way(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    intent, reference = started(PaymentMethod.ALIPAY, at=at)
    gateways[PaymentMethod.ALIPAY].say(reference, RemoteStatus.CLOSED)
    view = operations.verify(intent, at=at)
    assert (view.status, view.problem) == (IntentStatus.REQUIRES_METHOD, "closed")
    assert selectors.action(intent) is None

    begin(intent, PaymentMethod.CARD, at=at)
    view = selectors.intent(intent)
    assert (view.status, view.problem) == (IntentStatus.PENDING, "")


def test_a_payment_in_the_making_is_processing(gateways: dict[PaymentMethod, ScriptedGateway], at: datetime) -> None:
    intent, reference = started(PaymentMethod.CARD, at=at)
    gateways[PaymentMethod.CARD].say(reference, RemoteStatus.PROCESSING)
    assert operations.verify(intent, at=at).status is IntentStatus.PROCESSING
    gateways[PaymentMethod.CARD].pay(reference)
    assert operations.verify(intent, at=at).status is IntentStatus.AUTHORISED


# --- taking in parts ---


def authorised(gateway: ScriptedGateway, *, at: datetime) -> UUID:
    intent, reference = started(PaymentMethod.CARD, at=at)
    gateway.pay(reference)
    operations.verify(intent, at=at)
    return intent


def take(intent: UUID, amount: str, key: str, *, at: datetime) -> OperationState:
    with transaction.atomic():
        asked = operations.request_capture(
            intent, purchase_id=PURCHASE, amount=Money(Decimal(amount), "EUR"), key=key, at=at
        )
    assert asked is not None
    return operations.perform(asked, at=at)


PURCHASE = uuid4()


def test_several_captures_add_up_and_the_rest_is_released(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    card = gateways[PaymentMethod.CARD]
    card.multiple_captures = True
    intent = authorised(card, at=at)
    take(intent, "20.00", "first", at=at)
    take(intent, "20.00", "first", at=at)
    take(intent, "9.90", "second", at=at)
    view = selectors.intent(intent)
    assert (view.status, view.captured) == (IntentStatus.PARTIALLY_CAPTURED, Money(Decimal("29.90"), "EUR"))
    with pytest.raises(TooMuch):
        take(intent, "20.01", "third", at=at)

    card.say(next(iter(card.payments)), RemoteStatus.AUTHORISED)
    with transaction.atomic():
        operations.request_void(intent, reason="rest", at=at)
    finish(at)
    view = selectors.intent(intent)
    assert (view.status, view.voided) == (IntentStatus.CAPTURED, Money(Decimal("20.00"), "EUR"))
    assert clearing() == Money(Decimal("29.90"), "EUR")
    every_operation_has_its_journal()


def test_a_provider_that_captures_once_lets_go_of_the_rest(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    intent = authorised(gateways[PaymentMethod.CARD], at=at)
    take(intent, "30.00", "first", at=at)
    view = selectors.intent(intent)
    assert (view.status, view.captured, view.voided) == (
        IntentStatus.CAPTURED,
        Money(Decimal("30.00"), "EUR"),
        Money(Decimal("19.90"), "EUR"),
    )
    with transaction.atomic():
        assert operations.request_capture(intent, purchase_id=PURCHASE, at=at) is None


def test_what_was_released_meanwhile_is_not_asked_for_again(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    intent = authorised(gateways[PaymentMethod.CARD], at=at)
    with transaction.atomic():
        operations.request_void(intent, reason="withdrawn", at=at)
    finish(at)
    with transaction.atomic():
        assert operations.request_capture(intent, purchase_id=PURCHASE, at=at) is None
    assert selectors.intent(intent).status is IntentStatus.VOIDED
    assert not Operation.objects.filter(kind=OperationKind.CAPTURE).exists()


def test_what_is_taken_as_a_whole_cannot_be_taken_in_parts(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    intent = authorised(gateways[PaymentMethod.CARD], at=at)
    gateways[PaymentMethod.CARD].captures_at_once = True
    with pytest.raises(NotDivisible):
        take(intent, "30.00", "first", at=at)
    assert not Operation.objects.filter(kind="capture").exists()


# --- answers that never came, and refusals for good ---


@pytest.mark.parametrize("kind", ["capture", "refund", "void"])
def test_an_answer_that_was_lost_is_asked_about_and_the_act_is_not_repeated(
    gateways: dict[PaymentMethod, ScriptedGateway], kind: str, at: datetime
) -> None:
    card = gateways[PaymentMethod.CARD]
    intent = authorised(card, at=at)
    with transaction.atomic():
        if kind == "void":
            asked = operations.request_void(intent, reason="r", at=at)
        else:
            asked = operations.request_capture(intent, purchase_id=PURCHASE, at=at)
    if kind == "refund":
        operations.perform(asked, at=at)
        with transaction.atomic():
            asked = operations.request_refund(intent, amount=EUROS, key="k", reason="r", at=at)
    card.fail[kind] = lost()
    assert operations.perform(asked, at=at) is OperationState.UNKNOWN

    finish(at)

    assert Operation.objects.get(public_id=asked).state == OperationState.SUCCEEDED
    assert card.count(kind) == 1, "it was asked about, not done again"
    every_operation_has_its_journal()


def test_what_fails_for_good_is_somebodys_work_and_can_be_tried_again(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    card = gateways[PaymentMethod.CARD]
    intent = authorised(card, at=at)
    card.fail["capture"] = Declined("authorisation_expired")
    with transaction.atomic():
        operations.request_capture(intent, purchase_id=PURCHASE, at=at)
    finish(at)
    issue = Issue.objects.get()
    view = selectors.intent(intent)
    assert (view.status, view.problem) == (IntentStatus.FAILED, "authorisation_expired")
    assert (issue.kind, issue.problem) == (IssueKind.CAPTURE_FAILED, "authorisation_expired")
    assert clearing().amount == 0

    with transaction.atomic():
        again = operations.try_again(issue.public_id, by="jo", at=at)
    assert operations.perform(again, at=at) is OperationState.SUCCEEDED
    issue.refresh_from_db()
    assert (issue.closed_by, selectors.intent(intent).status) == ("jo", IntentStatus.CAPTURED)
    assert clearing() == EUROS


def test_a_provider_that_has_not_answered_for_hours_is_somebodys_work_until_it_does(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    card = gateways[PaymentMethod.CARD]
    intent = authorised(card, at=at)
    with transaction.atomic():
        asked = operations.request_capture(intent, purchase_id=PURCHASE, at=at)
    moment = at
    for _ in range(12):
        card.fail["capture"] = card.fail["query"] = lost()
        operations.perform(asked, at=moment)
        moment += timedelta(hours=1)
    assert Issue.objects.get().kind == IssueKind.STUCK
    card.fail.clear()
    operations.resolve_due(at=moment)
    assert Issue.objects.get().closed_at is not None


# --- what a provider does of itself ---


def captured(gateways: dict[PaymentMethod, ScriptedGateway], *, at: datetime) -> UUID:
    intent = authorised(gateways[PaymentMethod.CARD], at=at)
    with transaction.atomic():
        asked = operations.request_capture(intent, purchase_id=PURCHASE, at=at)
    operations.perform(asked, at=at)
    return intent


@pytest.mark.parametrize("ends", [DisputeStatus.WON, DisputeStatus.LOST])
def test_a_dispute_takes_the_money_away_and_its_end_is_booked_once(
    gateways: dict[PaymentMethod, ScriptedGateway], ends: DisputeStatus, at: datetime
) -> None:
    card, intent = gateways[PaymentMethod.CARD], captured(gateways, at=at)
    paid = Attempt.objects.get().payment_reference
    part = Money(Decimal("30.00"), "EUR")
    card.disputes[paid] = [RemoteDispute("dp_1", DisputeStatus.OPEN, part, "fraudulent")]
    assert operations.follow_disputes(intent, at=at) == 1
    assert operations.follow_disputes(intent, at=at) == 0
    assert clearing() == EUROS - part
    assert ledger.balance(AccountCode.DISPUTES, "EUR") == part
    assert selectors.intent(intent).disputed == part
    with pytest.raises(TooMuch), transaction.atomic():
        operations.request_refund(intent, amount=part, key="k", reason="r", at=at)

    card.disputes[paid] = [RemoteDispute("dp_1", ends, part, "fraudulent")]
    assert operations.follow_disputes(intent, at=at) == 1
    view = selectors.intent(intent)
    is_lost = ends is DisputeStatus.LOST
    assert (view.disputed.amount, view.charged_back) == (0, part if is_lost else part * 0)
    assert clearing() == (EUROS - part if is_lost else EUROS)
    assert ledger.balance(AccountCode.DISPUTES, "EUR").amount == 0
    assert Issue.objects.get(kind=IssueKind.DISPUTE).closed_at is not None
    assert topics(intent)[-2:] == ["payments.disputed", "payments.disputed"]
    every_operation_has_its_journal()


def test_a_refund_that_comes_back_is_owed_again(gateways: dict[PaymentMethod, ScriptedGateway], at: datetime) -> None:
    intent = captured(gateways, at=at)
    with transaction.atomic():
        refund = operations.request_refund(intent, amount=EUROS, key="k", reason="r", at=at)
    operations.perform(refund, at=at)
    key = Operation.objects.get(public_id=refund).idempotency_key
    for _ in range(2):
        with transaction.atomic():
            assert operations.refund_bounced("card", key=key, reference="", at=at)
    with transaction.atomic():
        assert not operations.refund_bounced("card", key="unknown", reference="", at=at)

    assert selectors.intent(intent).refunded.amount == 0
    assert clearing() == EUROS
    assert Issue.objects.get().kind == IssueKind.REFUND_BOUNCED
    with transaction.atomic():
        operations.request_refund(intent, amount=EUROS, key="again", reason="r", at=at)
    every_operation_has_its_journal()


def test_what_came_too_much_and_came_back_is_sent_again_but_never_twice(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    bank, over = gateways[PaymentMethod.BANK_TRANSFER], Money(5, "EUR")
    intent, reference = started(PaymentMethod.BANK_TRANSFER, at=at)
    bank.pay(reference, brought=EUROS + over)
    operations.verify(intent, at=at)
    finish(at)
    sent = Operation.objects.get(kind=OperationKind.REFUND)
    with transaction.atomic():
        operations.refund_bounced(bank.name, key=sent.idempotency_key, reference="", at=at)
    issue = Issue.objects.get(kind=IssueKind.REFUND_BOUNCED)
    with transaction.atomic():
        again = operations.try_again(issue.public_id, by="jo", at=at)
    assert operations.perform(again, at=at) is OperationState.SUCCEEDED
    assert Operation.objects.get(public_id=again).reason == "overpaid"
    assert (selectors.intent(intent).refunded, clearing()) == (over, EUROS)
    every_operation_has_its_journal()

    with transaction.atomic():
        operations.refund_bounced(
            bank.name, key=Operation.objects.get(public_id=again).idempotency_key, reference="", at=at
        )
        operations.request_refund(intent, amount=EUROS + over, key="all", reason="r", at=at)
    count = Operation.objects.count()
    with pytest.raises(TooMuch), transaction.atomic():
        operations.try_again(Issue.objects.get(closed_at=None).public_id, by="jo", at=at)
    assert Operation.objects.count() == count


def test_a_refund_that_is_refused_has_us_ask_for_the_dispute_that_nobody_told_us_of(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    card, intent = gateways[PaymentMethod.CARD], captured(gateways, at=at)
    card.disputes[Attempt.objects.get().payment_reference] = [
        RemoteDispute("dp_1", DisputeStatus.LOST, EUROS, "fraudulent")
    ]
    card.fail["refund"] = InvalidRequest("charge_disputed")
    with transaction.atomic():
        asked = operations.request_refund(intent, amount=EUROS, key="k", reason="r", at=at)
    assert operations.perform(asked, at=at) is OperationState.FAILED
    assert selectors.intent(intent).charged_back == EUROS
    assert Issue.objects.get(kind=IssueKind.REFUND_FAILED).closed_at is None
    with transaction.atomic():
        operations.settle_refund_issues(asked, note="A lost dispute has paid it.", at=at)
    assert not Issue.objects.filter(closed_at=None).exists()


# --- callbacks, and what the database refuses by itself ---


def test_a_callback_that_names_only_the_payment_finds_its_intent(
    gateways: dict[PaymentMethod, ScriptedGateway], at: datetime
) -> None:
    intent, reference = started(PaymentMethod.ALIPAY, at=at)
    gateways[PaymentMethod.ALIPAY].pay(reference)
    body = f"n1 {reference} 4990".encode()
    for _ in range(2):
        kept = operations.receive_callback("alipay", headers={"X-Signature": "good"}, body=body, at=at)
        if kept is not None:
            operations.handle_callback(kept, at=at)
    assert selectors.intent(intent).status is IntentStatus.CAPTURED
    assert [one.outcome for one in Callback.objects.all()] == ["agreed"]


@pytest.mark.parametrize("change", [{"status": "created"}, {"status": "expired"}, {"refunded": 1}, {"voided": 4991}])
def test_the_database_refuses_a_step_back_and_sums_that_are_not_sound(
    gateways: dict[PaymentMethod, ScriptedGateway], change: dict[str, object], at: datetime
) -> None:
    intent = authorised(gateways[PaymentMethod.CARD], at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Intent.objects.filter(public_id=intent).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Operation.objects.filter(kind="authorise").update(state="pending", resolved_at=None)


def test_a_paid_intent_cannot_be_begun_again(gateways: dict[PaymentMethod, ScriptedGateway], at: datetime) -> None:
    intent = authorised(gateways[PaymentMethod.CARD], at=at)
    with pytest.raises(IntentClosed):
        begin(intent, PaymentMethod.ALIPAY, at=at)
