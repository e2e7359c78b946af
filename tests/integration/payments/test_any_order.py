"""Payments · whatever happens in whatever order: sums stay sound, and the books say what the provider says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.ledger import selectors as ledger
from apps.ledger.models import Journal
from apps.ledger.types import AccountCode
from apps.payments import operations, rules, selectors
from apps.payments.errors import CaptureUnderWay, IntentClosed, NotDivisible, PaymentUnavailable, TooMuch
from apps.payments.gateways.port import DisputeStatus, RemoteDispute, RemoteStatus
from apps.payments.models import Attempt, Intent, Operation
from apps.payments.types import CHOSEN_BY_BUYERS, AttemptStatus, OperationKind, OperationState, PaymentMethod
from tests.factories.gateways import ScriptedGateway, lost
from tests.integration.payments.conftest import page

pytestmark = pytest.mark.django_db

REFUSED = (CaptureUnderWay, IntentClosed, NotDivisible, TooMuch, PaymentUnavailable, Attempt.DoesNotExist)
STEPS = 60


class Life:
    """One intent through which a seeded chance drives everything that can happen to it."""

    def __init__(self, gateways: dict[PaymentMethod, ScriptedGateway], random: Random, at: datetime) -> None:
        self.gateways, self.random, self.at = gateways, random, at
        self.asked = Money(random.randint(2, 5000), "JPY")
        self.purchase = uuid4()
        with transaction.atomic():
            opened = operations.open_intent(session_id=uuid4(), version=1, amount=self.asked, at=at)
        self.intent: UUID = opened.public_id

    def live(self) -> None:
        acts: list[Callable[[], object]] = [
            self.begin, self.pay, self.pay, self.close_page, self.verify, self.verify_all, self.capture, self.take_part,
            self.take_part, self.refund, self.dispute,
            self.void, self.refund, self.withdraw, self.lose, self.dispute, self.bounce, self.resolve, self.resolve,
        ]  # fmt: skip
        for _ in range(STEPS):
            self.at += timedelta(minutes=self.random.choice([0, 1, 7, 40]))
            with suppress(*REFUSED):
                self.random.choice(acts)()
            self.check()
        for gateway in self.gateways.values():
            gateway.fail.clear()
        for _ in range(4):
            self.at += timedelta(days=2)
            self.resolve()
        self.check()
        assert not Operation.objects.filter(state__in=rules.OPEN_OPERATIONS).exclude(kind="authorise").exists()

    def check(self) -> None:
        row = Intent.objects.get(public_id=self.intent)
        done = list(Operation.objects.filter(attempt__intent=row).values_list("kind", "state", "amount"))
        sums = rules.sums_of(done)
        assert sums.is_sound, sums
        assert (row.authorised, row.captured, row.voided, row.refunded) == (
            sums.authorised, sums.captured, sums.voided, sums.refunded,
        )  # fmt: skip
        assert Attempt.objects.filter(intent=row, status__in=[AttemptStatus.AUTHORISED]).count() <= 1
        view = selectors.intent(self.intent)
        there = ledger.balance(AccountCode.PSP_CLEARING, "JPY")
        assert there == view.captured - view.refunded - view.disputed - view.charged_back
        moving = Operation.objects.filter(state=OperationState.SUCCEEDED).exclude(
            kind__in=["authorise", "void", "close"]
        )
        assert Journal.objects.count() == moving.count()

    # --- what can happen ---

    def begin(self) -> None:
        method = self.random.choice([PaymentMethod(code) for code, _ in CHOSEN_BY_BUYERS])
        shown = replace(page(self.asked, at=self.at), method=method)
        operations.begin(self.intent, page=shown, at=self.at)

    def _somewhere(self) -> tuple[ScriptedGateway, str]:
        gateway = self.random.choice([one for one in self.gateways.values() if one.payments])
        return gateway, self.random.choice(list(gateway.payments))

    def pay(self) -> None:
        if any(one.payments for one in self.gateways.values()):
            gateway, reference = self._somewhere()
            if gateway.payments[reference].status is RemoteStatus.OPEN:
                gateway.pay(reference, brought=self._brought(gateway))

    def _brought(self, gateway: ScriptedGateway) -> Money:
        return self.asked + Money(self.random.choice([0, 0, 3]), "JPY") if gateway.captures_at_once else self.asked

    def close_page(self) -> None:
        if any(one.payments for one in self.gateways.values()):
            gateway, reference = self._somewhere()
            if gateway.payments[reference].status is RemoteStatus.OPEN:
                gateway.say(reference, RemoteStatus.CLOSED)

    def verify(self) -> None:
        operations.verify(self.intent, at=self.at)

    def verify_all(self) -> None:
        operations.verify_closed(self.intent, at=self.at)

    def capture(self) -> None:
        with transaction.atomic():
            operations.request_capture(self.intent, purchase_id=self.purchase, at=self.at)

    def take_part(self) -> None:
        part = Money(self.random.randint(1, int(self.asked.amount)), "JPY")
        with transaction.atomic():
            operations.request_capture(
                self.intent, purchase_id=self.purchase, amount=part, key=str(self.random.random()), at=self.at
            )

    def void(self) -> None:
        if self.random.random() > 0.2:
            return
        with transaction.atomic():
            operations.request_void(self.intent, reason="chance", at=self.at)

    def refund(self) -> None:
        part = Money(self.random.randint(1, int(self.asked.amount)), "JPY")
        with transaction.atomic():
            operations.request_refund(self.intent, amount=part, key=str(self.random.random()), reason="r", at=self.at)

    def withdraw(self) -> None:
        if self.random.random() < 0.1:
            with transaction.atomic():
                self.random.choice([operations.cancel, operations.expire])(self.intent, at=self.at)

    def lose(self) -> None:
        gateway = self.random.choice(list(self.gateways.values()))
        gateway.fail[self.random.choice(["capture", "void", "refund", "query"])] = lost()

    def dispute(self) -> None:
        paid = Attempt.objects.filter(status=AttemptStatus.AUTHORISED).first()
        view = selectors.intent(self.intent)
        left = view.captured - view.refunded - view.disputed - view.charged_back
        pending = Operation.objects.filter(kind=OperationKind.REFUND, state__in=rules.OPEN_OPERATIONS).exists()
        if paid is None or left.amount <= 0 or pending:
            return
        known = self.gateways[PaymentMethod(paid.method)].disputes.setdefault(paid.payment_reference, [])
        open_ones = [at for at, one in enumerate(known) if one.status is DisputeStatus.OPEN]
        if open_ones:
            known[open_ones[0]] = replace(
                known[open_ones[0]], status=self.random.choice([DisputeStatus.WON, DisputeStatus.LOST])
            )
        else:
            part = Money(self.random.randint(1, int(left.amount)), "JPY")
            known.append(RemoteDispute(f"dp_{len(known)}", DisputeStatus.OPEN, part, "general"))
        operations.follow_disputes(self.intent, at=self.at)

    def bounce(self) -> None:
        refund = Operation.objects.filter(kind=OperationKind.REFUND, state=OperationState.SUCCEEDED).first()
        if refund is not None and self.random.random() < 0.3:
            with transaction.atomic():
                operations.refund_bounced(refund.attempt.gateway, key=refund.idempotency_key, reference="", at=self.at)

    def resolve(self) -> None:
        operations.resolve_due(at=self.at)


@pytest.mark.parametrize("seed", range(16))
def test_whatever_happens_sums_are_sound_and_each_act_has_its_journal(
    gateways: dict[PaymentMethod, ScriptedGateway],
    seed: int,
    at: datetime,
) -> None:
    random = Random(seed)
    gateways[PaymentMethod.CARD].multiple_captures = bool(seed % 2)
    Life(gateways, random, at).live()
