"""Aftersales · booking the way back with the carrier that brought the goods · vendor's schema.

The call to the carrier stands between two transactions. The return's id is the booking's key: whoever repeats after a
crash gets the same parcel.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from djmoney.money import Money

from apps.aftersales.errors import CaseUnknown, LabelNotNeeded, NoLabel
from apps.aftersales.models import ReturnLabel, ReturnParcel, ReturnRequest
from apps.aftersales.types import Payer, ReturnStatus, Way
from apps.common.addresses import PostalAddress
from apps.common.errors import InvalidTransition
from apps.common.tenancy import current_vendor_id
from apps.logistics import operations as logistics
from apps.logistics import rules as packing
from apps.logistics.carriers.registry import carrier
from apps.logistics.types import Booked, Booking, CustomsLine, PackLine
from apps.orders import selectors as orders
from apps.orders.types import OrderView
from apps.shipping import selectors as shipping
from apps.shipping.operations.labelling import party
from apps.shipping.selectors.labels import printed
from apps.shipping.types import LabelFacts

from .telling import locked_return


def print_return_label(return_id: UUID, *, at: datetime) -> ReturnRequest:
    """Book the way back at the seller's cost and keep its label as PDF. Twice is once.

    Raises:
        CaseUnknown: not this vendor's. InvalidTransition: not approved, or sent already.
        LabelNotNeeded, NoLabel: the buyer pays for the way back; no carrier is known that brought the goods.
        CarrierRefused, CarrierUnavailable: nothing is written; try again, or send the goods another way.
    """
    row = ReturnRequest.objects.filter(public_id=return_id).first()
    if row is None:
        raise CaseUnknown()
    if ReturnLabel.objects.filter(request=row).exists():
        return row
    if row.status != ReturnStatus.APPROVED:
        raise InvalidTransition(subject="return", state=row.status, event="label")
    if row.payer != Payer.VENDOR or row.way not in (Way.DIRECT, Way.HUB):
        raise LabelNotNeeded()
    order = orders.order(row.order_id)
    booking, code = _booking(row, order)
    booked = carrier(code).book(booking)
    with transaction.atomic():
        return _keep(return_id, booking, booked, code, order, at=at)


def _keep(
    return_id: UUID, booking: Booking, booked: Booked, code: str, order: OrderView, *, at: datetime
) -> ReturnRequest:
    row = locked_return(return_id)
    if ReturnLabel.objects.filter(request=row).exists():
        return row
    row.carrier_code, row.carrier_ref = code, booked.carrier_ref
    row.tracking_number = booked.parcels[0].tracking_number
    row.version += 1
    row.save(update_fields=["carrier_code", "carrier_ref", "tracking_number", "version"])
    ReturnParcel.objects.bulk_create(
        ReturnParcel(request=row, number=number, tracking_number=given.tracking_number)
        for number, given in enumerate(booked.parcels, start=1)
    )
    logistics.watch(
        vendor_id=current_vendor_id(),
        shipment_id=row.public_id,
        carrier_code=code,
        tracking_numbers=[given.tracking_number for given in booked.parcels],
        at=at,
    )
    ReturnLabel.objects.create(request=row, pdf=_drawn(row, booking, booked, order), created_at=at)
    return row


def _booking(row: ReturnRequest, order: OrderView) -> tuple[Booking, str]:
    """The goods in the boxes that the planner would use, by the service that brought them; and its carrier."""
    to = PostalAddress.from_json(row.destination)
    lines = {place: order.lines[place] for place in row.lines.values_list("place", flat=True)}
    pieces = [(lines[line.place], line.quantity) for line in row.lines.all()]
    shipments = shipping.for_orders([row.order_id]).get(row.order_id, [])
    sent = next((one for one in shipments if one.warehouse_id == row.warehouse_id), None)
    if sent is None:
        raise NoLabel()
    crosses = to.country != order.address.country
    service = shipping.fulfilment(sent.public_id).service
    boxes = packing.plan_parcels(
        [
            PackLine(line.variant_id, quantity, line.weight_g, line.length_mm, line.width_mm, line.height_mm)
            for line, quantity in pieces
        ]
    )
    booking = Booking(
        key=f"return:{row.public_id}",
        reference=row.number,
        service_code=sent.service_code,
        incoterm=("DAP" if "DAP" in service.incoterms else service.incoterms[0]) if crosses else "",
        sender=party(order.address),
        recipient=party(to),
        parcels=boxes,
        customs=tuple(
            CustomsLine(
                description=line.title,
                hs_code=line.hs_code[:6],
                origin=line.origin,
                quantity=quantity,
                weight_g=line.weight_g * quantity,
                value=Money(line.unit_price.amount * quantity, line.unit_price.currency),
            )
            for line, quantity in (pieces if crosses else ())
        ),
        invoice_number=row.number,
    )
    return booking, sent.carrier_code


def _drawn(row: ReturnRequest, booking: Booking, booked: Booked, order: OrderView) -> bytes:
    # Drawing loads a large library, which web workers need for nothing else.
    from apps.shipping import labels

    to = PostalAddress.from_json(row.destination)
    return labels.draw(
        [
            LabelFacts(
                tracking_number=given.tracking_number,
                human_readable=given.human_readable,
                routing_code=given.routing_code,
                sort_code=given.sort_code,
                service_name=given.service_name,
                order_number=row.number,
                incoterm=booking.incoterm,
                weight_g=box.weight_g,
                piece=number,
                pieces=len(booking.parcels),
                sender=printed(order.address),
                recipient=printed(to),
                country=to.country,
            )
            for number, (given, box) in enumerate(zip(booked.parcels, booking.parcels, strict=True), start=1)
        ]
    )
