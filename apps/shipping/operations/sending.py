"""Shipping · handing over, cancelling, and folding what carriers tell · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.common.transactions import transaction_required
from apps.common.types import Actor, ActorKind
from apps.logistics import operations as logistics
from apps.logistics.carriers.registry import carrier
from apps.logistics.types import Scan, Tracking, TrackingStatus
from apps.outbox import operations as outbox
from apps.warehouse import operations as warehouse

from .. import rules, selectors
from ..events import BookingDropped, Delivered, Failed, HandedOver, Tracked
from ..models import Fulfilment, Parcel, TrackingEvent
from ..types import FulfilmentStatus
from .holding import require_free
from .labelling import watch
from .packing import facts, locked


def hand_over(public_id: UUID, *, at: datetime, by: Actor) -> Fulfilment:
    """Give the labelled parcels to the carrier: stock leaves the shelf and tracking begins. Twice is once.

    Raises:
        InvalidTransition: no label yet, or cancelled. ShipmentHeld: the order's payment is looked at.
        CarrierRefused, CarrierUnavailable: nothing is written; try again.
    """
    row = selectors.fulfilment(public_id)
    if row.status == FulfilmentStatus.HANDED_OVER:
        return row
    require_free(row)
    rules.FULFILMENT.next(FulfilmentStatus(row.status), "hand_over")
    manifest = carrier(row.carrier_id).hand_over([row.carrier_ref], key=f"{row.public_id}:handover")
    with transaction.atomic():
        row = locked(public_id)
        if row.status == FulfilmentStatus.HANDED_OVER:
            return row
        row.status = rules.FULFILMENT.next(FulfilmentStatus(row.status), "hand_over")
        row.manifest = manifest
        row.handed_over_at = at
        row.version += 1
        row.save(update_fields=["status", "manifest", "handed_over_at", "version"])
        warehouse.ship_out(row.session_id, warehouse_id=row.warehouse_id, reference=str(row.public_id), at=at, by=by)
        watch(row, at=at)
        numbers = tuple(parcel.tracking_number for parcel in row.parcels.all())
        outbox.emit(HandedOver(**facts(row), occurred_at=at, tracking_numbers=numbers), by=by, at=at)
    return row


@transaction_required
def cancel_for_order(order_id: UUID, *, at: datetime, by: Actor) -> None:
    """Cancel an order's fulfilments. What was booked with carriers is undone by the relay, for as long as it takes.

    Raises:
        InvalidTransition: a parcel has left the house. Nothing changes.
    """
    for row in Fulfilment.objects.select_for_update().filter(order_id=order_id).order_by("pk"):
        row.status = rules.FULFILMENT.next(FulfilmentStatus(row.status), "cancel")
        row.version += 1
        row.save(update_fields=["status", "version"])
        if row.carrier_ref:
            event = BookingDropped(
                **facts(row), occurred_at=at, carrier_code=row.carrier_id, carrier_ref=row.carrier_ref
            )
            outbox.emit(event, by=by, at=at)


@transaction_required
def fold(tracking: Tracking, *, at: datetime) -> int:
    """Add what a carrier tells of a parcel to what is known, and draw the conclusions; the number of new scans.

    Repeated, late and out-of-order scans are normal: a scan is known by its id,
    and where the parcel stands follows from all of them.
    """
    parcel = (
        Parcel.objects.select_for_update()
        .select_related("fulfilment")
        .filter(tracking_number=tracking.tracking_number)
        .first()
    )
    if parcel is None:
        return 0
    known = set(parcel.scans.values_list("event_id", flat=True))
    news = sorted((scan for scan in tracking.scans if scan.event_id not in known), key=lambda scan: scan.occurred_at)
    _keep_scans(parcel, news, at=at)
    status = rules.current_status(selectors.scans_of(parcel)) if news else TrackingStatus(parcel.status)
    parcel.status = status
    parcel.signed_by = tracking.signed_by
    parcel.estimated_from = tracking.estimated_from or parcel.estimated_from
    parcel.estimated_to = tracking.estimated_to or parcel.estimated_to
    parcel.save(update_fields=["status", "signed_by", "estimated_from", "estimated_to"])
    _tell(parcel, news, at=at)
    if news:
        _conclude(parcel, at=at)
    logistics.reschedule(parcel.tracking_number, status=status, has_news=bool(news), at=at)
    return len(news)


def _keep_scans(parcel: Parcel, news: Sequence[Scan], *, at: datetime) -> None:
    TrackingEvent.objects.bulk_create(
        [
            TrackingEvent(
                parcel=parcel,
                event_id=scan.event_id,
                code=scan.code,
                status=scan.status,
                text=scan.text,
                occurred_at=scan.occurred_at,
                received_at=at,
                location=scan.location,
                country=scan.country,
                latitude=scan.latitude,
                longitude=scan.longitude,
            )
            for scan in news
        ]
    )


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


def _conclude(parcel: Parcel, *, at: datetime) -> None:
    """Move the fulfilment on where its parcels say so."""
    row = locked(parcel.fulfilment.public_id)
    statuses = list(row.parcels.values_list("status", flat=True))
    by = Actor(ActorKind.CARRIER, row.carrier_id)
    if rules.all_delivered(statuses) and rules.FULFILMENT.allows(FulfilmentStatus(row.status), "deliver"):
        row.status = rules.FULFILMENT.next(FulfilmentStatus(row.status), "deliver")
        row.delivered_at = at
        row.version += 1
        row.save(update_fields=["status", "delivered_at", "version"])
        variants = tuple(row.lines.values_list("variant_id", flat=True))
        occurred = max(scan.occurred_at for scan in selectors.scans_of(parcel))
        outbox.emit(
            Delivered(**facts(row), occurred_at=occurred, variant_ids=variants, signed_by=parcel.signed_by),
            by=by,
            at=at,
        )
    elif parcel.status in (TrackingStatus.LOST, TrackingStatus.DAMAGED) and rules.FULFILMENT.allows(
        FulfilmentStatus(row.status), "fail"
    ):
        row.status = rules.FULFILMENT.next(FulfilmentStatus(row.status), "fail")
        row.version += 1
        row.save(update_fields=["status", "version"])
        outbox.emit(
            Failed(**facts(row), occurred_at=at, tracking_number=parcel.tracking_number, status=parcel.status),
            by=by,
            at=at,
        )
