"""Demo · how past parcels got to the door · vendors' schemas, and reviews' right to be written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from apps.checkout.operations.history import PastNews, PastPurchase
from apps.checkout.types import PartView, QuotedConsignment, QuotedVendor
from apps.common.types import Actor, ActorKind
from apps.logistics.types import Scan, TrackingStatus
from apps.orders import operations as orders
from apps.reviews import operations as reviews
from apps.shipping.operations import history as shipping
from apps.shipping.types import FulfilmentDraft, FulfilmentLineDraft
from apps.stock.selectors import EU_CUSTOMS_UNION
from apps.warehouse import selectors as houses

CARRIER = Actor(ActorKind.CARRIER)
VENDOR = Actor(ActorKind.VENDOR)


def send(
    past: PastPurchase, purchase_id: UUID, part: PartView, quoted: QuotedVendor, *, at: datetime
) -> tuple[list[PastNews], datetime]:
    """Record one vendor's shipments, the order's steps and the right to review; the news of them, and the delivery.

    Inside the vendor.
    """
    confirmed = past.placed_at + timedelta(hours=3)
    handed_over = past.placed_at + timedelta(days=max(quoted.processing_days, 1), hours=4)
    news = [PastNews(part.order_id, "orders.confirmed", "vendor", confirmed, {})]
    delivered = confirmed
    for consignment in quoted.consignments:
        journey = _journey(past, consignment, handed_over, at=at)
        delivered = max(delivered, journey.delivered_at)
        shipment = shipping.record_past_shipment(_draft(past, purchase_id, part, consignment), journey, at=at)
        news += _news(part.order_id, shipment, journey)
    handed_over = min(handed_over, delivered - timedelta(hours=1))
    for code, by, when in (
        ("confirmed", VENDOR, confirmed),
        ("packed", VENDOR, handed_over - timedelta(hours=2)),
        ("shipped", VENDOR, handed_over),
        ("delivered", CARRIER, delivered),
    ):
        orders.note(part.order_id, code=code, occurred_at=when, at=at, by=by, data={})
    reviews.record_delivery(
        purchase_id=purchase_id,
        variant_ids=[line.variant_id for line in quoted.lines],
        vendor_id=part.vendor_id,
        at=delivered,
    )
    return news, delivered


def _journey(
    past: PastPurchase, consignment: QuotedConsignment, handed_over: datetime, *, at: datetime
) -> shipping.PastJourney:
    """Picked up, through customs where there is a border, at the door within the service's days, and by now."""
    chosen = consignment.chosen
    days = chosen.min_days + past.key.int % (chosen.max_days - chosen.min_days + 1)
    arrives = min(handed_over + timedelta(days=max(days, 1)), at - timedelta(minutes=30))
    leaves = min(handed_over, arrives - timedelta(hours=6))
    house = next(one for one in houses.warehouses() if one.public_id == consignment.warehouse_id)
    home, country = past.address, past.address.country
    there = (home.latin[-1] if home.latin else home.locality) or country
    stops: list[tuple[str, TrackingStatus, str, float, str, str]] = [
        (
            "PICKED_UP",
            TrackingStatus.IN_TRANSIT,
            "Picked up from the sender",
            0.0,
            house.address.locality,
            house.country,
        ),
    ]
    if house.country != country and not {house.country, country} <= EU_CUSTOMS_UNION:
        stops += [
            ("IMPORT_CUSTOMS_PRESENTED", TrackingStatus.CUSTOMS_HOLD, "Presented to customs", 0.6, "", country),
            ("IMPORT_CUSTOMS_RELEASED", TrackingStatus.CUSTOMS_RELEASED, "Released by customs", 0.75, "", country),
        ]
    stops += [
        ("OUT_FOR_DELIVERY", TrackingStatus.OUT_FOR_DELIVERY, "With the courier", 0.95, there, country),
        ("DELIVERED", TrackingStatus.DELIVERED, "Delivered", 1.0, there, country),
    ]
    scans = tuple(
        Scan(f"past-{past.key.hex[:12]}-{number}", code, status, text, leaves + (arrives - leaves) * share, place,
             where, house.lat if share == 0 else None, house.lon if share == 0 else None)
        for number, (code, status, text, share, place, where) in enumerate(stops)
    )  # fmt: skip
    return shipping.PastJourney(leaves - timedelta(hours=2), leaves, scans, past.address.recipient)


def _news(order_id: UUID, shipment: shipping.PastShipment, journey: shipping.PastJourney) -> list[PastNews]:
    number = {"tracking_number": shipment.tracking_numbers[0]}
    key = str(shipment.shipment_id)
    told = [PastNews(order_id, "shipping.handed_over", "vendor", journey.handed_over_at, number, key)]
    for scan in journey.scans:
        data: dict[str, Any] = {
            **number, "code": scan.code, "status": scan.status.value, "text": scan.text, "location": scan.location,
            "country": scan.country,
        }  # fmt: skip
        if scan.latitude is not None:
            data |= {"lat": scan.latitude, "lon": scan.longitude}
        told.append(PastNews(order_id, "shipping.tracked", "carrier", scan.occurred_at, data, key))
    final = {**number, "status": "delivered", "signed_by": journey.signed_by}
    told.append(PastNews(order_id, "shipping.delivered", "carrier", journey.delivered_at, final, key))
    return told


def _draft(past: PastPurchase, purchase_id: UUID, part: PartView, consignment: QuotedConsignment) -> FulfilmentDraft:
    return FulfilmentDraft(
        order_id=part.order_id,
        order_number=part.order_number,
        purchase_id=purchase_id,
        session_id=past.key,
        warehouse_id=consignment.warehouse_id,
        recipient=past.address,
        incoterm=consignment.incoterm,
        carrier_code=consignment.chosen.carrier_code,
        service_code=consignment.chosen.service_code,
        lines=tuple(
            FulfilmentLineDraft(
                variant_id=line.variant_id,
                sku=line.sku,
                title=line.titles.get(past.language) or line.titles["en"],
                quantity=line.quantity,
                weight_g=line.weight_g,
                length_mm=line.length_mm,
                width_mm=line.width_mm,
                height_mm=line.height_mm,
                hs_code=line.hs_code,
                origin=line.origin,
                value=line.goods,
            )
            for line in consignment.lines
        ),
    )
