"""Logistics · when parcels are asked after again · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from apps.common.transactions import transaction_required

from .. import rules, told
from ..models import Tracker
from ..types import Tracking, TrackingStatus


@transaction_required
def watch(
    *, vendor_id: int, shipment_id: UUID, carrier_code: str, tracking_numbers: Sequence[str], at: datetime
) -> None:
    """Have these parcels asked after from now on. Twice is once."""
    Tracker.objects.bulk_create(
        [
            Tracker(
                vendor_id=vendor_id,
                shipment_id=shipment_id,
                carrier_id=carrier_code,
                tracking_number=number,
                next_poll_at=at,
            )
            for number in tracking_numbers
        ],
        ignore_conflicts=True,
    )


@transaction_required
def reschedule(tracking: Tracking, *, status: TrackingStatus, has_news: bool, at: datetime) -> None:
    """Plan the next question after a parcel that stands at `status`, or none where nothing more can happen to it."""
    tracker = Tracker.objects.select_for_update().filter(tracking_number=tracking.tracking_number).first()
    if tracker is None:
        return
    tracker.status = status
    tracker.is_open = status not in rules.FINAL
    tracker.silent_polls = 0 if has_news else min(tracker.silent_polls + 1, 4)
    tracker.news_at = at if has_news else tracker.news_at or at
    tracker.next_poll_at = at + _wait(tracker)
    tracker.told = told.digest(tracking)
    tracker.save(update_fields=["status", "is_open", "silent_polls", "news_at", "next_poll_at", "told"])


@transaction_required
def note_silence(trackers: Sequence[Tracker], *, at: datetime) -> None:
    """Plan the next question after parcels of which nothing new was told. One statement."""
    for tracker in trackers:
        tracker.silent_polls = min(tracker.silent_polls + 1, 4)
        tracker.news_at = tracker.news_at or at
        tracker.next_poll_at = at + _wait(tracker)
    Tracker.put_off([(row.pk, row.silent_polls, row.next_poll_at, row.news_at) for row in trackers])


@transaction_required
def claim_due(*, at: datetime, until: datetime, limit: int) -> list[tuple[int, str, str]]:
    """Take the parcels that are due, longest waiting first, and keep others from asking after them until then.

    Vendor, carrier and number of each, in this order. One statement, whoever else is at it.
    """
    return sorted(Tracker.claim(at=at, until=until, limit=limit))


def _wait(tracker: Tracker) -> timedelta:
    status = TrackingStatus(tracker.status or TrackingStatus.PENDING)
    shortest = timedelta(seconds=settings.TRACKING_POLL_SECONDS)
    return rules.next_poll(status, silent_polls=tracker.silent_polls, shortest=shortest)
