"""Shipping · fulfilments with their parcels and scans · vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from apps.logistics.types import COUNTER, ParcelPlan, Scan
from apps.warehouse import selectors as warehouses

from .. import rules
from ..errors import FulfilmentUnknown
from ..models import Fulfilment, FulfilmentLine, Parcel, TrackingEvent
from ..types import FulfilmentLineDraft, FulfilmentStatus, FulfilmentView, ParcelView, ScanView


def fulfilment(public_id: UUID) -> Fulfilment:
    """One fulfilment of the vendor that is entered.

    Raises:
        FulfilmentUnknown: this vendor has none of this id.
    """
    row = Fulfilment.objects.select_related("service").filter(public_id=public_id).first()
    if row is None:
        raise FulfilmentUnknown()
    return row


def view(public_id: UUID) -> FulfilmentView:
    """One fulfilment with lines, parcels and scans, as a value.

    Raises:
        FulfilmentUnknown: this vendor has none of this id.
    """
    row = fulfilments().filter(public_id=public_id).first()
    if row is None:
        raise FulfilmentUnknown()
    return as_view(row)


def for_orders(order_ids: Collection[UUID]) -> dict[UUID, list[FulfilmentView]]:
    """Fulfilments with lines, parcels and scans by order: four queries, however many there are."""
    rows = list(fulfilments().filter(order_id__in=list(order_ids)).order_by("pk"))
    views: dict[UUID, list[FulfilmentView]] = defaultdict(list)
    for row in rows:
        views[row.order_id].append(as_view(row))
    return views


def fulfilments() -> QuerySet[Fulfilment]:
    """Every fulfilment with lines, parcels and scans, newest first, for lists that narrow and cut them."""
    return Fulfilment.objects.order_by("-pk").prefetch_related("lines", "parcels__scans")


def statuses_of_order(order_id: UUID) -> list[FulfilmentStatus]:
    """Where each warehouse's share of an order stands."""
    rows = Fulfilment.objects.filter(order_id=order_id).values_list("status", flat=True)
    return [FulfilmentStatus(status) for status in rows]


def ids_of_order(order_id: UUID) -> list[UUID]:
    """The fulfilments of an order, one for each house that sends. One query."""
    return list(Fulfilment.objects.filter(order_id=order_id).values_list("public_id", flat=True))


def numbers_of_order(order_id: UUID) -> dict[tuple[UUID, UUID], tuple[str, ...]]:
    """The serial numbers of an order's pieces that left and are not back, by house and variant. Two queries."""
    houses = dict(Fulfilment.objects.filter(order_id=order_id).values_list("public_id", "warehouse_id"))
    sent = warehouses.sent_numbers(houses)
    return {(houses[fulfilment_id], variant_id): numbers for (fulfilment_id, variant_id), numbers in sent.items()}


def to_do_counts() -> dict[str, int]:
    """How many fulfilments wait to be packed, labelled and handed over."""
    counts = dict.fromkeys(("pending", "packed", "labelled"), 0)
    for status in Fulfilment.objects.filter(status__in=counts).values_list("status", flat=True):
        counts[status] += 1
    return counts


def scans_of(parcel: Parcel) -> list[Scan]:
    """All that is known of a parcel's way, what was corrected later included."""
    return [rules.as_scan(row) for row in TrackingEvent.objects.filter(parcel=parcel)]


def as_draft(line: FulfilmentLine) -> FulfilmentLineDraft:
    """A line as a value."""
    return FulfilmentLineDraft(
        variant_id=line.variant_id,
        sku=line.sku,
        title=line.title,
        quantity=line.quantity,
        weight_g=line.weight_g,
        length_mm=line.length_mm,
        width_mm=line.width_mm,
        height_mm=line.height_mm,
        hs_code=line.hs_code,
        origin=line.origin,
        value=line.value,
    )


def as_view(row: Fulfilment) -> FulfilmentView:
    """A row of `fulfilments()` as a value."""
    return FulfilmentView(
        public_id=row.public_id,
        order_id=row.order_id,
        order_number=row.order_number,
        version=row.version,
        status=row.status,
        created_at=row.created_at,
        warehouse_id=row.warehouse_id,
        service_code=row.service_id,
        carrier_code=row.carrier_id,
        incoterm=row.incoterm,
        has_label=row.labelled_at is not None,
        handed_over_at=row.handed_over_at,
        lines=tuple(as_draft(line) for line in row.lines.all()),
        parcels=tuple(_parcel(parcel) for parcel in row.parcels.all()),
        events=tuple(
            event
            for event in rules.FULFILMENT.events(FulfilmentStatus(row.status))
            if event != "hand_out" or row.carrier_id == COUNTER
        ),
    )


def _parcel(row: Parcel) -> ParcelView:
    return ParcelView(
        number=row.number,
        plan=ParcelPlan(row.weight_g, row.length_mm, row.width_mm, row.height_mm),
        tracking_number=row.tracking_number,
        status=row.status,
        signed_by=row.signed_by,
        estimated_from=row.estimated_from,
        estimated_to=row.estimated_to,
        scans=tuple(
            ScanView(
                scan.code, scan.status, scan.text, scan.occurred_at, scan.location, scan.country,
                scan.latitude, scan.longitude,
            )
            for scan in rules.standing(rules.as_scan(one) for one in row.scans.all())
        ),
    )  # fmt: skip
