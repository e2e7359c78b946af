"""Shipping · telling `promises` of shipments that leave, arrive or fail · vendor's schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.logistics import selectors as logistics
from apps.logistics.types import ParcelPlan, Scan, TrackingStatus
from apps.promises import operations as promises
from apps.promises.types import Departure
from apps.warehouse import selectors as warehouses

from ..models import Fulfilment, TrackingEvent


@transaction_required
def depart(row: Fulfilment, *, at: datetime) -> None:
    """A fulfilment leaves its house. Of a way that is in no carrier's table nothing is learned."""
    boxes = [ParcelPlan(one.weight_g, one.length_mm, one.width_mm, one.height_mm) for one in row.parcels.all()]
    departure = _departure(row, boxes, ship_from=warehouses.warehouse(row.warehouse_id).country)
    if departure is not None:
        promises.depart(departure, at=at)


@transaction_required
def record_past(row: Fulfilment, boxes: Sequence[ParcelPlan], scans: Sequence[Scan], *, at: datetime) -> None:
    """A fulfilment left its house at `at` and has arrived; `scans` begin at the house and end at the door."""
    departure = _departure(row, boxes, ship_from=scans[0].country)
    if departure is not None:
        customs_h = _customs_h((scan.status, scan.occurred_at) for scan in scans)
        promises.record_past(departure, at=at, arrived_at=scans[-1].occurred_at, customs_h=customs_h)


@transaction_required
def arrive(row: Fulfilment, *, arrived_at: datetime) -> None:
    """All parcels of a fulfilment are at the door."""
    scans = TrackingEvent.objects.filter(parcel__fulfilment=row).order_by("occurred_at")
    customs_h = _customs_h(scans.values_list("status", "occurred_at"))
    promises.arrive(row.public_id, arrived_at=arrived_at, customs_h=customs_h)


@transaction_required
def fail(row: Fulfilment, *, at: datetime) -> None:
    """A parcel of a fulfilment is lost or damaged."""
    promises.fail(row.public_id, at=at)


def _departure(row: Fulfilment, boxes: Sequence[ParcelPlan], *, ship_from: str) -> Departure | None:
    table = logistics.by_table(row.service_id, ship_from=ship_from, ship_to=row.country, parcels=boxes)
    if table is None:
        return None
    return Departure(
        shipment_id=row.public_id,
        vendor_id=current_vendor_id(),
        table=table,
        weight_g=sum(box.weight_g for box in boxes),
        created_at=row.created_at,
    )


def _customs_h(scans: Iterable[tuple[str, datetime]]) -> int | None:
    """From the first scan at customs to the last release, in hours; None where customs did not hold it."""
    instants = list(scans)
    held = [at for status, at in instants if status == TrackingStatus.CUSTOMS_HOLD]
    freed = [at for status, at in instants if status == TrackingStatus.CUSTOMS_RELEASED]
    return round((freed[-1] - held[0]).total_seconds() / 3600) if held and freed and freed[-1] >= held[0] else None
