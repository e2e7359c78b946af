"""Demo · what relay, workers and the clock would do in the soak, and bringing all of it to an end."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import transaction

from apps.common.clock import now
from apps.outbox import relay
from apps.payments import operations as payments
from apps.payments import selectors as payment_reads
from apps.payouts import operations as payouts
from apps.payouts import selectors as payout_reads
from apps.payouts.errors import NothingToPay
from apps.payouts.operations import fetching, transfers
from apps.payouts.types import PayoutStatus

from . import sandbox


def follow(rounds: int = 1) -> None:
    """What relay, workers and the clock would do meanwhile."""
    for _ in range(rounds):
        relay.drain()
        payments.resolve_due(at=now())
        transfers.send_waiting(at=now())
    relay.drain()


def pay_out(staff: tuple[int, int], vendor_ids: list[int]) -> None:
    """One cycle: drafts of what is due, files of all, approved by another, sent, and the bank's statement read."""
    at = now()
    for vendor_id in vendor_ids:
        with transaction.atomic():
            payouts.make_due(vendor_id, at=at, only_on_payday=False)
    drafts = list(
        payout_reads.payouts().filter(status=PayoutStatus.DRAFT, batch__isnull=True).values_list("public_id", flat=True)
    )
    made = []
    with suppress(NothingToPay), transaction.atomic():
        made = payouts.make_batches(drafts, execute_on=at.date(), by=staff[0], at=at)
    for batch in made:
        with transaction.atomic():
            payouts.approve_batch(batch.public_id, by=staff[1], at=at)
        payouts.send(batch.public_id, at=at)
    fetching.fetch_answers(at=now())
    fetching.fetch_statements(now().date(), at=now())


def come_to_rest(disputes: list[str]) -> None:
    """Let everything that is under way end: no more faults, disputes decided, files sent, all reports read."""
    sandbox.forget_faults()
    while disputes:
        sandbox.decide(disputes.pop(), "won")
    for _ in range(6):
        follow(2)
        for batch in payout_reads.approved_batches():
            payouts.send(batch, at=now())
        later = now() + timedelta(hours=1)
        payments.resolve_due(at=later, limit=5_000)
        follow_all_disputes()
        relay.drain()
    sandbox.settle()
    for back in (1, 0):
        for gateway in ("stripe", "alipay", "wechat"):
            fetching.fetch_report(gateway, now().date() - timedelta(days=back), at=now())
    fetching.fetch_answers(at=now())
    fetching.fetch_statements(now().date(), at=now())
    with transaction.atomic():
        payouts.reconcile(at=now())
    follow(2)


def follow_all_disputes() -> None:
    """Ask after every payment that was ever disputed."""
    known = payment_reads.operations().filter(kind="dispute").values_list("attempt__intent__public_id", flat=True)
    for intent_id in set(known):
        payments.follow_disputes(intent_id, at=now())
