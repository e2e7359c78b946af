"""Shipping · booking a carrier and printing labels · vendor's schema.

The call to the carrier stands between two transactions. The fulfilment's id is
the booking's key: whoever repeats after a crash gets the same parcels. A booking
that was cancelled again has used its key up.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.common.addresses import PostalAddress
from apps.common.tenancy import current_vendor_id
from apps.common.types import Actor
from apps.logistics import operations as logistics
from apps.logistics.carriers.registry import carrier
from apps.logistics.types import Booked, Booking, CustomsLine, ParcelPlan, Party
from apps.outbox import operations as outbox
from apps.warehouse import selectors as warehouses
from apps.warehouse.types import WarehouseInfo

from .. import rules, selectors
from ..errors import BookedOtherwise, IncotermMismatch
from ..events import LabelPrinted
from ..models import Fulfilment, Label, Parcel
from ..types import FulfilmentStatus
from .checking import require_clear
from .eligible import require_eligible
from .holding import require_free
from .packing import facts, locked


def print_label(public_id: UUID, *, at: datetime, by: Actor) -> Fulfilment:
    """Book the packed parcels with the carrier and keep their labels as one PDF. Twice is once.

    Raises:
        InvalidTransition: not packed yet. ShipmentHeld: the order is looked at.
        NotClear, ScreeningUnavailable: somebody whom it concerns may be a denied party, or nobody can tell.
        MayNotTravel, ServiceNotFit: the law of today keeps the goods here, or asks for another service.
        IncotermMismatch: the service does not offer what the order was sold as.
        BookedOtherwise: the carrier booked another Incoterm; its booking is cancelled.
        CarrierRefused, CarrierUnavailable: nothing is written; try again.
    """
    row = selectors.fulfilment(public_id)
    if row.labelled_at:
        return row
    require_free(row)
    rules.FULFILMENT.next(FulfilmentStatus(row.status), "label")
    if row.incoterm not in row.service.incoterms:
        raise IncotermMismatch(order=row.incoterm, service=str(row.service))
    require_clear(row, at=at)
    house = warehouses.warehouse(row.warehouse_id)
    require_eligible(row, house, at=at)
    booked = carrier(row.carrier_id).book(_booking(row, house))
    if booked.incoterm != row.incoterm:
        carrier(row.carrier_id).cancel(booked.carrier_ref)
        _note_dropped(row)
        raise BookedOtherwise(order=row.incoterm, booked=booked.incoterm or "–")
    with transaction.atomic():
        return _keep(public_id, booked, house, at=at, by=by)


def _note_dropped(row: Fulfilment) -> None:
    """Have the next try ask for a booking of its own: under the old key the carrier answers with the cancelled one.

    Whoever tried at the same time was given the same booking: it is counted once.
    """
    same = Fulfilment.objects.filter(pk=row.pk, dropped_bookings=row.dropped_bookings)
    same.update(dropped_bookings=row.dropped_bookings + 1)


def _keep(public_id: UUID, booked: Booked, house: WarehouseInfo, *, at: datetime, by: Actor) -> Fulfilment:
    row = locked(public_id)
    if row.labelled_at:
        return row
    row.status = rules.FULFILMENT.next(FulfilmentStatus(row.status), "label")
    parcels = list(row.parcels.all())
    for parcel, given in zip(parcels, booked.parcels, strict=True):
        parcel.tracking_number = given.tracking_number
        parcel.label_data = {
            "routing_code": given.routing_code,
            "sort_code": given.sort_code,
            "service_name": given.service_name,
            "human_readable": given.human_readable,
        }
        parcel.estimated_from = booked.estimated_from
        parcel.estimated_to = booked.estimated_to
        parcel.status = "info_received"
    Parcel.objects.bulk_update(parcels, ["tracking_number", "label_data", "estimated_from", "estimated_to", "status"])
    row.carrier_ref = booked.carrier_ref
    row.label_incoterm = booked.incoterm
    row.labelled_at = at
    row.version += 1
    pdf = booked.label_pdf or _drawn(row, parcels, house)
    Label.objects.create(fulfilment=row, pdf=pdf, is_carriers=bool(booked.label_pdf), created_at=at)
    row.save(update_fields=["status", "carrier_ref", "label_incoterm", "labelled_at", "version"])
    numbers = tuple(parcel.tracking_number for parcel in parcels)
    outbox.emit(LabelPrinted(**facts(row), occurred_at=at, tracking_numbers=numbers), by=by, at=at)
    return row


def watch(row: Fulfilment, *, at: datetime) -> None:
    """Have the carrier asked after this fulfilment's parcels from now on."""
    logistics.watch(
        vendor_id=current_vendor_id(),
        shipment_id=row.public_id,
        carrier_code=row.carrier_id,
        tracking_numbers=[parcel.tracking_number for parcel in row.parcels.all()],
        at=at,
    )


def _booking(row: Fulfilment, house: WarehouseInfo) -> Booking:
    return Booking(
        key=f"{row.public_id}:{row.dropped_bookings}" if row.dropped_bookings else str(row.public_id),
        reference=row.order_number,
        service_code=row.service_id,
        incoterm=row.incoterm,
        sender=party(house.address),
        recipient=party(PostalAddress.from_json(row.recipient)),
        parcels=tuple(ParcelPlan(p.weight_g, p.length_mm, p.width_mm, p.height_mm) for p in row.parcels.all()),
        customs=tuple(
            CustomsLine(
                description=line.title,
                hs_code=line.hs_code[:6],
                origin=line.origin,
                quantity=line.quantity,
                weight_g=line.weight_g * line.quantity,
                value=line.value,
            )
            for line in row.lines.all()
        ),
        invoice_number=row.order_number,
    )


def party(address: PostalAddress) -> Party:
    """An end of the shipment in Latin script where the address has a Latin copy.

    The copy holds the recipient, then address lines, then the locality.
    """
    latin = list(address.latin)
    name, lines, city = (
        (latin[0], latin[1:-1], latin[-1])
        if len(latin) >= 3
        else (address.recipient, list(address.lines), address.locality)
    )
    return Party(
        name=name,
        company=address.organisation,
        line1=lines[0] if lines else city,
        line2=", ".join(lines[1:]),
        city=city or address.region or address.dependent_locality,
        region=address.region,
        postcode=address.postcode,
        country=address.country,
        phone=address.phone,
    )


def _drawn(row: Fulfilment, parcels: list[Parcel], house: WarehouseInfo) -> bytes:
    # Drawing loads a large library, which web workers need for nothing else.
    from .. import labels

    return labels.draw(selectors.facts_of(row, parcels, house))
