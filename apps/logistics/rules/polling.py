"""Logistics · when parcels are asked after again: pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..types import TrackingStatus

FINAL = frozenset(
    {TrackingStatus.DELIVERED, TrackingStatus.LOST, TrackingStatus.DAMAGED, TrackingStatus.RETURNED,
     TrackingStatus.CANCELLED, TrackingStatus.EXPIRED}
)  # fmt: skip
EXPIRES = timedelta(days=30)
# How many of the shortest waits lie between two questions while there is news.
_PATIENCE = {
    TrackingStatus.PENDING: 4,
    TrackingStatus.INFO_RECEIVED: 2,
    TrackingStatus.CUSTOMS_HOLD: 2,
    TrackingStatus.AVAILABLE_FOR_PICKUP: 4,
    TrackingStatus.EXCEPTION: 2,
    TrackingStatus.DELAYED: 2,
}


def next_poll(status: TrackingStatus, *, silent_polls: int, shortest: timedelta) -> timedelta:
    """How long to wait before a parcel is asked after again.

    Twice as long after each poll without news, up to sixteen times; longer where a parcel stands still by its
    nature; at once again when it is on its last mile.
    """
    if status == TrackingStatus.OUT_FOR_DELIVERY:
        return shortest
    return shortest * _PATIENCE.get(status, 1) * 2 ** min(silent_polls, 4)


def has_expired(status: TrackingStatus, *, news_at: datetime, at: datetime) -> bool:
    """Whether a parcel that is still on its way has been silent for too long to be asked after any more."""
    return status not in FINAL and at - news_at >= EXPIRES
