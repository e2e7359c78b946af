"""Logistics · the tracking schedule at work · public schema."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.db import transaction

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations, selectors
from .carriers.registry import carrier
from .errors import CarrierUnavailable

BATCH = 50  # parcels in one question to a carrier
DUE = 5000  # parcels in one round
LEASE = timedelta(minutes=10)


@public_task("logistics.poll_tracking")
def poll_tracking() -> int:
    """Ask after the parcels that are due: one task for each vendor, carrier and fifty parcels."""
    at = now()
    with transaction.atomic():
        due = operations.claim_due(at=at, until=at + LEASE, limit=DUE)
    grouped: dict[tuple[int, str], list[str]] = defaultdict(list)
    for vendor_id, carrier_code, number in due:
        grouped[vendor_id, carrier_code].append(number)
    for (_, carrier_code), numbers in grouped.items():
        for start in range(0, len(numbers), BATCH):
            ask_carrier.delay(carrier_code=carrier_code, tracking_numbers=numbers[start : start + BATCH])
    return len(due)


@public_task("logistics.ask_carrier", autoretry_for=(CarrierUnavailable,), retry_backoff=True, max_retries=4)
def ask_carrier(*, carrier_code: str, tracking_numbers: list[str]) -> int:
    """Ask a carrier after parcels and hand what is new to their vendors; how many have news.

    Where a carrier tells the same as the last time, no vendor's table is looked at: three statements for fifty parcels.
    """
    at = now()
    answers = {one.tracking_number: one for one in carrier(carrier_code).track(tracking_numbers)}
    return operations.hand_on(answers, trackers=selectors.trackers_of(tracking_numbers).values(), at=at)
