"""Checkout · what a refund promises is what the payment's provider pays, whatever happened to the payment before."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.checkout import operations
from apps.checkout.errors import NothingLeft, RefundHeld, RefundTooMuch
from apps.checkout.models import Purchase, PurchasePart, Refund
from apps.checkout.selectors import refunds
from apps.checkout.types import PurchaseSummary
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundStatus, RefundWish
from apps.common.clock import now
from apps.common.money import zero
from apps.common.types import Actor, ActorKind
from apps.ledger import selectors as ledger
from apps.ledger.models import Journal
from apps.ledger.types import AccountCode
from apps.orders import operations as orders
from apps.payments import operations as payments
from apps.payments import selectors as payment_reads
from apps.payments.gateways.noop import NoopGateway
from apps.payments.gateways.port import DisputeStatus, RemoteDispute
from apps.payments.models import Operation

pytestmark = pytest.mark.django_db
EUR = "EUR"


class Bank:
    """The buyer's bank: what it disputes at the no-op gateway."""

    def __init__(self) -> None:
        self.disputes: list[RemoteDispute] = []

    def open(self, amount: Money) -> None:
        dispute = RemoteDispute(f"du_{len(self.disputes)}", DisputeStatus.OPEN, amount, reason="fraudulent")
        self.disputes.append(dispute)

    def decide(self, status: DisputeStatus) -> None:
        self.disputes[-1] = replace(self.disputes[-1], status=status)

    @property
    def is_asked(self) -> bool:
        return bool(self.disputes) and self.disputes[-1].status is DisputeStatus.OPEN


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    made = Bank()

    def told(gateway: NoopGateway, payment_reference: str) -> Sequence[RemoteDispute]:
        return made.disputes

    monkeypatch.setattr(NoopGateway, "query_disputes", told)
    return made


@pytest.fixture
def parts(captured: PurchaseSummary) -> list[PurchasePart]:
    """Two pieces of kiln's and two of loom's, paid and captured."""
    return list(PurchasePart.objects.select_related("purchase", "vendor").order_by("id"))


def settle(drain: Any) -> None:
    drain()
    payments.resolve_due(at=now())
    drain()


def hear(drain: Any) -> None:
    payments.follow_disputes(Purchase.objects.get().intent_id, at=now())
    settle(drain)


def wish(kind: RefundKind, **parts: Any) -> RefundWish:
    return RefundWish(kind=kind, reason=RefundReason.OTHER, **parts)


def give(part: PurchasePart, asked: RefundWish) -> Any:
    with transaction.atomic():
        return operations.refund(part.order_id, wish=asked, key=str(uuid4()), at=now())


def taken() -> Money:
    return payment_reads.intent(Purchase.objects.get().intent_id).captured


def test_while_a_payment_is_disputed_what_the_bank_holds_is_not_promised(
    parts: list[PurchasePart], bank: Bank, drain: Any
) -> None:
    before = refunds.refundable(parts[0].order_id)
    bank.open(taken() - Money("3.00", EUR))
    hear(drain)
    journals = Journal.objects.count()

    known = refunds.refundable(parts[0].order_id)
    assert (known.left, known.held) == (Money("3.00", EUR), before.left - Money("3.00", EUR))
    for attempt in (lambda one: refunds.preview(parts[0].order_id, one), lambda one: give(parts[0], one)):
        with pytest.raises(RefundHeld):
            attempt(wish(RefundKind.WHOLE))
    assert (Journal.objects.count(), Refund.objects.count()) == (journals, 0)

    bank.decide(DisputeStatus.WON)
    hear(drain)
    assert refunds.refundable(parts[0].order_id).left == before.left


def test_an_order_that_is_cancelled_during_a_dispute_is_given_back_once_it_is_won(
    parts: list[PurchasePart], bank: Bank, at: datetime, drain: Any, enter: Any
) -> None:
    bank.open(taken())
    hear(drain)
    with enter(parts[0].vendor), transaction.atomic():
        orders.cancel(parts[0].order_id, reason="sold_out", by=Actor(ActorKind.VENDOR, "kiln"), at=at)
    settle(drain)
    assert not Refund.objects.exists()

    bank.decide(DisputeStatus.WON)
    hear(drain)
    hear(drain)

    assert Refund.objects.get().status == RefundStatus.PAID
    assert refunds.refundable(parts[0].order_id).left == zero(EUR)


@pytest.mark.parametrize("fails_first", [True, False])
def test_a_refund_that_failed_is_paid_by_a_dispute_that_is_lost(
    parts: list[PurchasePart], bank: Bank, at: datetime, drain: Any, fails_first: bool
) -> None:
    give(parts[0], wish(RefundKind.AMOUNT, amount=Money("4.00", EUR)))
    asked = Operation.objects.filter(kind="refund")
    if fails_first:
        asked.update(state="failed", problem="card_closed", resolved_at=at)
        operations.follow_open_refunds(at=at)
    bank.open(taken())
    payments.follow_disputes(parts[0].purchase.intent_id, at=at)
    bank.decide(DisputeStatus.LOST)
    payments.follow_disputes(parts[0].purchase.intent_id, at=at)
    drain()
    if not fails_first:
        asked.update(state="failed", problem="charge_disputed", resolved_at=at)
        operations.follow_open_refunds(at=at)

    assert Refund.objects.get(kind="amount").status == RefundStatus.PAID
    assert ledger.balance(AccountCode.CHARGEBACK_LOSS, EUR) == zero(EUR)
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, EUR) == zero(EUR)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_a_preview_never_promises_what_the_provider_refuses(
    parts: list[PurchasePart], bank: Bank, drain: Any, seed: int
) -> None:
    dice = random.Random(seed)
    promised = 0
    for _ in range(14):
        step = dice.choice(("refund", "refund", "refund", "dispute", "decide", "fail"))
        if step == "dispute" and not bank.is_asked:
            left = payment_reads.reach(parts[0].purchase.intent_id).left
            if left.amount > 0:
                bank.open(Money(dice.randint(1, int(left.amount * 100)), EUR) / 100)
                payments.follow_disputes(parts[0].purchase.intent_id, at=now())
        elif step == "decide" and bank.is_asked:
            bank.decide(dice.choice((DisputeStatus.WON, DisputeStatus.LOST)))
            payments.follow_disputes(parts[0].purchase.intent_id, at=now())
        elif step == "fail":
            Operation.objects.filter(kind="refund", state="requested").update(
                state="failed", problem="card_closed", resolved_at=now()
            )
            operations.follow_open_refunds(at=now())
        elif step == "refund":
            part, kind = dice.choice(parts), dice.choice(("amount", "goodwill", "whole", "shipping"))
            amount = None if kind in ("whole", "shipping") else Money(dice.randint(1, 2_500), EUR) / 100
            asked = wish(RefundKind(kind), amount=amount)
            try:
                foreseen = refunds.preview(part.order_id, asked)
            except (RefundHeld, NothingLeft, RefundTooMuch):
                continue
            assert give(part, asked).amount == foreseen.amount
            assert refunds.refundable(part.order_id).left == max(foreseen.left, zero(EUR))
            promised += 1
        if dice.random() < 0.4:
            settle(drain)
        view = payment_reads.intent(parts[0].purchase.intent_id)
        assert view.refunded + view.disputed + view.charged_back <= view.captured
    assert promised
