"""Shipping · the fulfilment's machine and the folding of scans: pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from apps.common.machines import Machine
from apps.logistics.types import Scan, TrackingStatus
from apps.shipping.types import FulfilmentStatus as F

FULFILMENT: Machine[F] = Machine(
    "shipment",
    {
        (F.PENDING, "pack"): F.PACKED,
        (F.PACKED, "pack"): F.PACKED,
        (F.PACKED, "label"): F.LABELLED,
        (F.LABELLED, "hand_over"): F.HANDED_OVER,
        (F.PENDING, "hand_out"): F.DELIVERED,
        (F.HANDED_OVER, "deliver"): F.DELIVERED,
        (F.HANDED_OVER, "fail"): F.FAILED,
        (F.FAILED, "deliver"): F.DELIVERED,
        (F.HANDED_OVER, "come_back"): F.RETURNED,
        (F.DELIVERED, "come_back"): F.RETURNED,
        (F.FAILED, "come_back"): F.RETURNED,
        (F.PENDING, "cancel"): F.CANCELLED,
        (F.PACKED, "cancel"): F.CANCELLED,
        (F.LABELLED, "cancel"): F.CANCELLED,
    },
)

_RANK = {status: rank for rank, status in enumerate(TrackingStatus)}
_AT_AN_END = (TrackingStatus.DELIVERED, TrackingStatus.RETURNED)
TEXT_LENGTH = 240
_STICKY = (TrackingStatus.LOST, TrackingStatus.DAMAGED)


def standing(scans: Iterable[Scan]) -> list[Scan]:
    """What holds of all that was told, oldest first: of an instant and code the highest revision."""
    newest: dict[tuple[datetime, str], Scan] = {}
    for scan in scans:
        known = newest.get(scan.key)
        if known is None or (scan.revision, _RANK[scan.status]) > (known.revision, _RANK[known.status]):
            newest[scan.key] = scan
    return sorted(newest.values(), key=lambda scan: (scan.occurred_at, _RANK[scan.status], scan.code))


def news_in(told: Iterable[Scan], known: Collection[tuple[datetime, str, int]]) -> list[Scan]:
    """The scans that are not known yet, by instant, code and revision, each once, oldest first."""
    fresh = {(*scan.key, scan.revision): scan for scan in told if (*scan.key, scan.revision) not in known}
    return sorted(fresh.values(), key=lambda scan: (scan.occurred_at, _RANK[scan.status], scan.code, scan.revision))


def event_id(scan: Scan) -> str:
    """Under which a scan is kept: its instant, code and revision, whatever id the carrier gave it."""
    first = f"{scan.occurred_at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}/{scan.code}"
    return f"{first}#{scan.revision}" if scan.revision else first


def columns_of(scan: Scan) -> dict[str, Any]:
    """In which columns a scan is kept, of parcels on their way to the buyer and back alike."""
    kept = ("code", "status", "occurred_at", "location", "country", "revision")
    return {"event_id": event_id(scan), "text": scan.text[:TEXT_LENGTH], **{name: getattr(scan, name) for name in kept}}


def as_scan(row: Any) -> Scan:
    """A kept scan's row as a value; those of returns have no point on the map."""
    return Scan(
        event_id=row.event_id,
        code=row.code,
        status=TrackingStatus(row.status),
        text=row.text,
        occurred_at=row.occurred_at,
        location=row.location,
        country=row.country,
        latitude=getattr(row, "latitude", None),
        longitude=getattr(row, "longitude", None),
        revision=row.revision,
    )


def current_status(scans: Iterable[Scan]) -> TrackingStatus:
    """Where a parcel stands by all that is known of it, however late or out of order it was learnt.

    The latest scan counts, of equal instants the one further on. Delivered stays delivered unless the parcel came back
    afterwards, and what came back has come back; lost and damaged stay so until it is delivered or back after all.
    """
    ordered = standing(scans)
    if not ordered:
        return TrackingStatus.INFO_RECEIVED
    ends = [scan.status for scan in ordered if scan.status in _AT_AN_END]
    if ends:
        return ends[-1]
    for status in _STICKY:
        if any(scan.status == status for scan in ordered):
            return status
    return ordered[-1].status


def all_delivered(statuses: Sequence[str]) -> bool:
    """Whether every parcel has reached the door."""
    return bool(statuses) and all(status == TrackingStatus.DELIVERED for status in statuses)


def all_back(statuses: Sequence[str]) -> bool:
    """Whether every parcel has come back to its sender."""
    return bool(statuses) and all(status == TrackingStatus.RETURNED for status in statuses)
