"""Logistics · the tracking schedule at work · public schema."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from celery import current_app
from django.db import transaction

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations, selectors

BATCH = 50  # parcels in one question to a carrier


@public_task("logistics.poll_tracking")
def poll_tracking() -> int:
    """Ask after the parcels that are due: one task for each vendor, carrier and fifty parcels."""
    at = now()
    with transaction.atomic():
        due = selectors.due_trackers(at=at, limit=1000)
        operations.claim(due, until=at + timedelta(minutes=2))
    grouped: dict[tuple[int, str], list[str]] = defaultdict(list)
    for tracker in due:
        grouped[tracker.vendor_id, tracker.carrier_id].append(tracker.tracking_number)
    for (vendor_id, carrier_code), numbers in grouped.items():
        for start in range(0, len(numbers), BATCH):
            current_app.tasks["shipping.fold_tracking"].delay(
                vendor_id=vendor_id, carrier_code=carrier_code, tracking_numbers=numbers[start : start + BATCH]
            )
    return len(due)
