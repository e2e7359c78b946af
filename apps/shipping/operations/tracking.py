"""Shipping · folding what carriers tell of parcels · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import Actor, ActorKind
from apps.logistics import operations as logistics
from apps.logistics import told
from apps.logistics.types import Scan, Tracking, TrackingStatus
from apps.outbox import operations as outbox

from .. import rules, selectors
from ..events import Delivered, Failed, ParcelTold, Returned, Tracked
from ..models import Fulfilment, Parcel
from ..types import FulfilmentStatus
from .packing import facts, locked
from .scans import keep_scans


@transaction_required
def fold(tracking: Tracking, *, at: datetime) -> int:
    """Add what a carrier tells of a parcel to what is known, and draw the conclusions; the number of new scans.

    Repeated, late, corrected and out-of-order scans are normal: a scan is known by its instant, code and revision,
    and where the parcel stands follows from all of them.
    """
    parcel = (
        Parcel.objects.select_for_update()
        .select_related("fulfilment")
        .filter(tracking_number=tracking.tracking_number)
        .first()
    )
    if parcel is None:
        _hand_up(tracking, at=at)
        return 0
    known = set(parcel.scans.values_list("occurred_at", "code", "revision"))
    news = rules.news_in(tracking.scans, known)
    keep_scans([(parcel, scan) for scan in news], at=at)
    before = parcel.status
    status = rules.current_status(selectors.scans_of(parcel)) if news else TrackingStatus(parcel.status)
    parcel.status = status
    parcel.signed_by = tracking.signed_by or parcel.signed_by
    parcel.estimated_from = tracking.estimated_from or parcel.estimated_from
    parcel.estimated_to = tracking.estimated_to or parcel.estimated_to
    parcel.save(update_fields=["status", "signed_by", "estimated_from", "estimated_to"])
    _tell(parcel, news, at=at)
    if news:
        _conclude(parcel, before=before, at=at)
    logistics.reschedule(tracking, status=status, has_news=bool(news), at=at)
    return len(news)


def _hand_up(tracking: Tracking, *, at: datetime) -> None:
    """Tell whoever had it watched of a parcel that is none of a shipment: one that a buyer sends back.

    Who knows all of its scans says when it is asked after again.
    """
    if not tracking.scans:
        logistics.reschedule(tracking, status=TrackingStatus.INFO_RECEIVED, has_news=False, at=at)
    else:
        facts = {"vendor_id": current_vendor_id(), "version": len(tracking.scans)}
        event = ParcelTold(tracking_number=tracking.tracking_number, tracking=told.as_json(tracking), **facts)
        outbox.emit(event, by=Actor(ActorKind.CARRIER), at=at)


def _tell(parcel: Parcel, news: Sequence[Scan], *, at: datetime) -> None:
    common = facts(parcel.fulfilment)
    outbox.emit_many(
        [
            Tracked(
                **common,
                occurred_at=scan.occurred_at,
                tracking_number=parcel.tracking_number,
                event_id=scan.event_id,
                code=scan.code,
                status=scan.status,
                text=scan.text,
                location=scan.location,
                country=scan.country,
                lat=scan.latitude,
                lon=scan.longitude,
                estimated_from=parcel.estimated_from.isoformat() if parcel.estimated_from else "",
                estimated_to=parcel.estimated_to.isoformat() if parcel.estimated_to else "",
            )
            for scan in news
        ],
        by=Actor(ActorKind.CARRIER, parcel.fulfilment.carrier_id),
        at=at,
    )


def _conclude(parcel: Parcel, *, before: str, at: datetime) -> None:
    """Move the fulfilment on where its parcels say so, of which this one stood at `before`."""
    row = locked(parcel.fulfilment.public_id)
    statuses = list(row.parcels.values_list("status", flat=True))
    by = Actor(ActorKind.CARRIER, row.carrier_id)
    if rules.all_delivered(statuses) and _moved(row, "deliver", at=at):
        variants = tuple(row.lines.values_list("variant_id", flat=True))
        occurred = max(scan.occurred_at for scan in selectors.scans_of(parcel))
        outbox.emit(
            Delivered(**facts(row), occurred_at=occurred, variant_ids=variants, signed_by=parcel.signed_by),
            by=by,
            at=at,
        )
    elif rules.all_back(statuses) and _moved(row, "come_back", at=at):
        numbers = tuple(row.parcels.values_list("tracking_number", flat=True))
        outbox.emit(Returned(**facts(row), occurred_at=at, tracking_numbers=numbers), by=by, at=at)
    elif parcel.status in (TrackingStatus.LOST, TrackingStatus.DAMAGED) and (
        _moved(row, "fail", at=at) or _is_another(row, parcel, before)
    ):
        outbox.emit(
            Failed(**facts(row), occurred_at=at, tracking_number=parcel.tracking_number, status=parcel.status),
            by=by,
            at=at,
        )


def _is_another(row: Fulfilment, parcel: Parcel, before: str) -> bool:
    """Whether one more parcel of a failed fulfilment is lost or damaged: its carrier is to be asked for it, too."""
    return row.status == FulfilmentStatus.FAILED and parcel.status != before


def _moved(row: Fulfilment, event: str, *, at: datetime) -> bool:
    """Take a step of the machine where it allows it."""
    if not rules.FULFILMENT.allows(FulfilmentStatus(row.status), event):
        return False
    row.status = rules.FULFILMENT.next(FulfilmentStatus(row.status), event)
    if row.status == FulfilmentStatus.DELIVERED:
        row.delivered_at = at
    row.version += 1
    row.save(update_fields=["status", "delivered_at", "version"])
    return True
