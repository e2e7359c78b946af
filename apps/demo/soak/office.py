"""Demo · the soak's office: what relay, workers, the clock and the finance staff do, and what goes wrong meanwhile."""

from __future__ import annotations

import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from apps.checkout import operations as checkout
from apps.checkout.selectors import refunds
from apps.checkout.types.refunds import RefundStatus
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.credits import operations as credits
from apps.currencies import operations as currencies
from apps.currencies import selectors as currencies_read
from apps.currencies.types import PublishedRate
from apps.outbox import relay
from apps.outbox.models import OutboxEvent
from apps.payments import operations as payments
from apps.payments import selectors as payment_reads
from apps.payments.models import Issue, Operation
from apps.payments.rules import OPEN_OPERATIONS
from apps.payments.types import IssueKind
from apps.payouts import operations as payouts
from apps.payouts import selectors as payout_reads
from apps.payouts import tasks
from apps.payouts.errors import NothingToPay
from apps.payouts.operations import fetching, transfers
from apps.payouts.types import PayoutStatus

from . import sandbox
from .people import World

CHINA = ZoneInfo("Asia/Shanghai")
PROVIDERS = ("stripe", "alipay", "wechat")
# What the office does beside following up: how often, per thousand events of people.
DIARY = {"fault": 80, "rates": 10, "clear": 8, "statement": 6, "payout": 6, "bounce": 4}
# A statement is of the whole day and a payout of all that is due: of these there are so many at most.
MOST = {"statement": 30, "payout": 30}
STRIPE, ALIPAY, WECHAT, BANK = "* /v1/*", "* /alipay/gateway.do*", "* /wechat/v3/*", "* /bank/*"
ASKED = ("GET /v1/checkout/sessions/*", "* alipay.trade.query", "GET /wechat/v3/pay/transactions/*")
MESSAGES_S = 15
NEWS_S = 30


@dataclass
class Office:
    """One office for all people of a run."""

    world: World
    dice: random.Random
    planned: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    _begun: Counter[str] = field(default_factory=Counter)
    _to_come: list[tuple[str, str, dict[str, int]]] = field(default_factory=list)
    _has_refused: bool = False

    def turn(self, events: int) -> None:
        """Follow what is about, and do what is due once people have done so many events."""
        relay.drain(limit=50)
        payments.resolve_due(at=now())
        transfers.send_waiting(at=now())
        credits.release_expired(at=now())
        for kind, often in DIARY.items():
            while self._begun[kind] < min(events * often // 1000, self._most(kind, events)):
                self._begun[kind] += 1
                self._do(kind)

    def _most(self, kind: str, events: int) -> int:
        """How often something is done by so many events where it is bounded, spread over all that are planned."""
        return events * MOST[kind] // self.planned if kind in MOST and self.planned else events

    def _do(self, kind: str) -> None:
        try:
            getattr(self, f"_{kind}")()
            self.done[kind] += 1
        except (MarketError, RuntimeError, LookupError) as refusal:
            self.refused[f"{kind}: {getattr(refusal, 'code', '') or refusal}"] += 1

    def _fault(self) -> None:
        """Every fault comes once before any comes again."""
        if not self._to_come:
            self._to_come = self.dice.sample(FAULTS, k=len(FAULTS))
        kind, match, options = self._to_come.pop()
        sandbox.fault(kind, match=match, **options)

    def _clear(self) -> None:
        sandbox.settle()

    def _statement(self) -> None:
        tasks.fetch_statements()

    def _payout(self) -> None:
        """One cycle: drafts of what is due, files of all, approved by another, and sent."""
        at, (maker, checker) = now(), self.world.staff
        for vendor_id in self.world.variants:
            with transaction.atomic():
                payouts.make_due(vendor_id, at=at, only_on_payday=False)
        rows = payout_reads.payouts().filter(status=PayoutStatus.DRAFT, batch__isnull=True)
        drafts, made = list(rows.values_list("public_id", flat=True)), []
        with suppress(NothingToPay), transaction.atomic():
            made = payouts.make_batches(drafts, execute_on=at.date(), by=maker, at=at)
        for batch in made:
            with transaction.atomic():
                payouts.approve_batch(batch.public_id, by=checker, at=at)
            self._refuse_one(batch.public_id)
            payouts.send(batch.public_id, at=at)

    def _refuse_one(self, batch_id: UUID) -> None:
        """The bank refuses a payout of the first file that is sent, however few files there are."""
        if not self._has_refused:
            first = payout_reads.payouts().filter(batch__public_id=batch_id).earliest("pk")
            sandbox.fault("reject_payment", match=f"payment {first.reference}")
            self._has_refused = True

    def _bounce(self) -> None:
        """A bank that was paid sends the money back."""
        paid = list(payout_reads.payouts().filter(status=PayoutStatus.PAID).values_list("reference", flat=True))
        if not paid:
            raise LookupError("no payouts")
        sandbox.give_back(self.dice.choice(paid))

    def _rates(self) -> None:
        """The euro moves by up to a percent against everything."""
        day, move = now().date(), Decimal(self.dice.randint(9_900, 10_100)) / 10_000
        table = currencies_read.rate_table(day)
        rates = [
            PublishedRate("EUR", code, (table.rate("EUR", code).value * move).quantize(Decimal("0.00000001")),
                          f"soak-{self.done['rates']}", "", day)
            for code in ("CNY", "GBP", "JPY", "USD")
        ]  # fmt: skip
        with transaction.atomic():
            currencies.store_rates(rates, at=now())


FAULTS: tuple[tuple[str, str, dict[str, int]], ...] = (
    *(("slow", match, {"ms": 300}) for match in (STRIPE, ALIPAY, WECHAT, BANK)),
    *(("down", match, {}) for match in (STRIPE, ALIPAY, WECHAT, BANK)),
    *(("timeout_after_acting", match, {}) for match in (STRIPE, ALIPAY, WECHAT, BANK)),
    *(("wrong_amount", match, {}) for match in ASKED),
    *(("tampered_answer", match, {}) for match in ASKED[1:]),
    *(("unknown_serial", match, {}) for match in ASKED[1:]),
    *(("duplicate_webhook", "*", {}) for _ in range(2)),
    *(("out_of_order_webhooks", "*", {"times": 3, "ms": 300}) for _ in range(2)),
    *(("tampered_webhook", "*", {}) for _ in range(2)),
    *(("stale_webhook", "*", {}) for _ in range(2)),
    *(("drop_webhook", "*", {}) for _ in range(2)),
    *(("refund_fails", "*", {}) for _ in range(3)),
    ("payout_fails", "*", {}),
    *(("reject_payment", "*", {}) for _ in range(2)),
    ("return_payment", "*", {"after_s": 0}),
)


def come_to_rest(disputes: list[str]) -> None:
    """Let everything that is under way end: no more faults, disputes decided, files sent, all reports read."""
    sandbox.forget_faults()
    for place, dispute in enumerate(disputes):
        with suppress(RuntimeError):
            sandbox.decide(dispute, ("won", "lost")[place % 2])
    _wait_for_messages()
    tasks.fetch_statements()
    for _ in range(3):
        follow()
        _ask_failed_refunds_again()
        _ask_failed_returns_again()
        follow()
    follow_all_disputes()
    sandbox.settle()
    for day in _days_of_reports():
        for gateway in PROVIDERS:
            fetching.fetch_report(gateway, day, at=now())
    follow()
    tasks.fetch_statements()
    follow()
    with transaction.atomic():
        payouts.reconcile(at=now())
    _deliver_all_news()


def _days_of_reports() -> list[date]:
    """Yesterday, today, and the day that has already begun in China, whose providers report by their own days."""
    return sorted({now().date() - timedelta(days=1), now().date(), now().astimezone(CHINA).date()})


def _deliver_all_news() -> None:
    """Also what was refused a moment ago and is tried again after a pause."""
    deadline = time.monotonic() + NEWS_S
    while OutboxEvent.objects.filter(sent_at__isnull=True, parked_at__isnull=True).exists():
        if time.monotonic() > deadline:
            return
        if not relay.drain():
            time.sleep(0.5)


def follow() -> None:
    """Carry out all that waits, also what the clock would leave alone for a while."""
    relay.drain()
    for _ in range(2):
        for batch in payout_reads.approved_batches():
            payouts.send(batch, at=now())
        Operation.objects.filter(state__in=OPEN_OPERATIONS).update(due_at=now())
        payments.resolve_due(at=now(), limit=20_000)
        transfers.send_waiting(at=now(), limit=5_000)
        checkout.follow_open_refunds(at=now(), limit=20_000)
        _deliver_all_news()  # not sooner: some is refused for as long as one of these is under way


def _ask_failed_refunds_again() -> None:
    """What could not be paid back is asked for once more, as staff would; what a dispute holds is refused."""
    failed = refunds.refund_rows().filter(status=RefundStatus.FAILED).order_by("id")
    for public_id in list(failed.values_list("public_id", flat=True)):
        with suppress(MarketError), transaction.atomic():
            checkout.retry_refund(public_id, at=now())


def _ask_failed_returns_again() -> None:
    """What came too much or too late and could not be sent back is tried once more, as staff would."""
    lost = (IssueKind.REFUND_FAILED, IssueKind.REFUND_BOUNCED)
    for issue in list(Issue.objects.filter(kind__in=lost, closed_at__isnull=True).order_by("id")):
        with suppress(MarketError), transaction.atomic():
            payments.try_again(issue.public_id, by="soak", at=now())


def follow_all_disputes() -> None:
    """Ask after every payment that was ever disputed."""
    known = payment_reads.operations().filter(kind="dispute").order_by()
    for intent_id in set(known.values_list("attempt__intent__public_id", flat=True)):
        payments.follow_disputes(intent_id, at=now())
    relay.drain()


def _wait_for_messages() -> None:
    """The providers' messages that are under way arrive, or are given up."""
    deadline = time.monotonic() + MESSAGES_S
    while sandbox.state()["deliveries"].get("pending") and time.monotonic() < deadline:
        relay.drain()
        time.sleep(0.5)
