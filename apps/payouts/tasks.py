"""Payouts · scheduled work and calls to banks and providers · public schema."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction

from apps.common.clock import now
from apps.common.tasks import public_task
from apps.payments.gateways.registry import default_gateway

from . import operations, selectors
from .bank.registry import is_connected
from .operations import fetching, transfers

DAYS_AGAIN = 3
"""Reports and statements of so many days are asked for again: some lines come late."""
UNREPORTED = ("noop", "history", "bank")
"""Gateways without reports: the bank's own statement tells of transfers."""


@public_task("payouts.make_due")
def make_due() -> int:
    """Have payouts made for every vendor with something due: one task for each."""
    vendors = selectors.vendors_with_due(at=now())
    for vendor_id in vendors:
        make_due_for.delay(vendor_id)
    return len(vendors)


@public_task("payouts.make_due_for")
def make_due_for(vendor_id: int) -> int:
    """Make the payouts of one vendor that are due; how many."""
    with transaction.atomic():
        return len(operations.make_due(vendor_id, at=now()))


@public_task("payouts.send_batch")
def send_batch(batch_id: str) -> str:
    """Send one approved file to the bank."""
    return operations.send(UUID(batch_id), at=now()).value


@public_task("payouts.send_approved")
def send_approved() -> int:
    """Send every approved file and every transfer back that has not reached the bank; how many files were tried."""
    if not is_connected():
        return 0
    waiting = selectors.approved_batches()
    for batch_id in waiting:
        operations.send(batch_id, at=now())
    transfers.send_waiting(at=now())
    return len(waiting)


@public_task("payouts.fetch_settlement")
def fetch_settlement() -> int:
    """Ask every gateway that is on for its reports of the last days: one task for each gateway and day."""
    days = [now().date() - timedelta(days=back) for back in range(DAYS_AGAIN)]
    names = sorted({default_gateway(), *settings.PAYMENT_GATEWAYS} - set(UNREPORTED))
    for name in names:
        for day in days:
            fetch_settlement_of.delay(name, day.isoformat())
    return len(names) * len(days)


@public_task("payouts.fetch_settlement_of")
def fetch_settlement_of(gateway: str, day: str) -> int:
    """Ask one gateway for its report of one day; how many lines were new."""
    counted = fetching.fetch_report(gateway, date.fromisoformat(day), at=now())
    return counted.lines if counted else 0


@public_task("payouts.fetch_statements")
def fetch_statements() -> int:
    """Ask the bank for its answers and statements of the last days; how many lines were new."""
    if not is_connected():
        return 0
    fetching.fetch_answers(at=now())
    today = now().date()
    return sum(
        fetching.fetch_statements(today - timedelta(days=back), at=now()).lines for back in reversed(range(DAYS_AGAIN))
    )


@public_task("payouts.reconcile")
def reconcile() -> int:
    """Hold books, providers' reports and bank statements against each other; how many lines found their counterpart."""
    with transaction.atomic():
        return operations.reconcile(at=now())


def nudge(batch_id: UUID) -> None:
    """Have a worker send an approved file at once, where a bank is connected. What the broker loses beat finds."""
    from kombu.exceptions import OperationalError

    if not is_connected():
        return
    try:
        current_app.send_task("payouts.send_batch", args=[str(batch_id)])
    except OperationalError:
        return
