"""Shipping · the fulfilment's machine and the folding of scans: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from apps.common.machines import Machine
from apps.logistics.types import Scan, TrackingStatus

from .types import FulfilmentStatus as F

FULFILMENT: Machine[F] = Machine(
    "shipment",
    {
        (F.PENDING, "pack"): F.PACKED,
        (F.PACKED, "pack"): F.PACKED,
        (F.PACKED, "label"): F.LABELLED,
        (F.LABELLED, "hand_over"): F.HANDED_OVER,
        (F.HANDED_OVER, "deliver"): F.DELIVERED,
        (F.HANDED_OVER, "fail"): F.FAILED,
        (F.FAILED, "deliver"): F.DELIVERED,
        (F.PENDING, "cancel"): F.CANCELLED,
        (F.PACKED, "cancel"): F.CANCELLED,
        (F.LABELLED, "cancel"): F.CANCELLED,
    },
)

_RANK = {status: rank for rank, status in enumerate(TrackingStatus)}
_STICKY = (TrackingStatus.DELIVERED, TrackingStatus.LOST, TrackingStatus.DAMAGED)


def current_status(scans: Iterable[Scan]) -> TrackingStatus:
    """Where a parcel stands by all that is known of it, however late or out of order it was learnt.

    The latest scan counts, of equal instants the one further on. Delivered stays
    delivered unless the parcel came back afterwards.
    """
    ordered = sorted(scans, key=lambda scan: (scan.occurred_at, _RANK[scan.status]))
    if not ordered:
        return TrackingStatus.INFO_RECEIVED
    latest = ordered[-1].status
    if latest != TrackingStatus.RETURNED:
        for status in _STICKY:
            if any(scan.status == status for scan in ordered):
                return status
    return latest


def all_delivered(statuses: Sequence[str]) -> bool:
    """Whether every parcel has reached the door."""
    return bool(statuses) and all(status == TrackingStatus.DELIVERED for status in statuses)
