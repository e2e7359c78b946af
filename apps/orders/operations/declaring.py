"""Orders · a packed shipment that crosses a customs border is declared · vendor's schema.

Nothing is reckoned again: goods, charges and rules are those that the order froze at the sale, boxes and
weights those that were packed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from djmoney.money import Money

from apps.catalog import selectors as catalog
from apps.common.addresses import PostalAddress
from apps.common.money import rounded
from apps.common.transactions import transaction_required
from apps.currencies import selectors as currencies
from apps.customs.operations import drafting
from apps.customs.rules import checks
from apps.customs.types import (
    Charge,
    Registration,
    Snapshot,
    SnapshotLine,
    SnapshotParcel,
    SnapshotParty,
)
from apps.orders import rules as order_rules
from apps.orders.models import Order, OrderLine
from apps.registrations import selectors as registrations
from apps.registrations.types import Business
from apps.shipping import selectors as shipping
from apps.shipping.types import FulfilmentView
from apps.tariffs import selectors as tariffs
from apps.tariffs.types import Assessment, AssessmentLine, RuleSet
from apps.warehouse import selectors as warehouses


@transaction_required
def declare(shipment_id: UUID, *, at: datetime) -> UUID | None:
    """Draft the declaration of a labelled shipment; its id, or None where it crosses no customs border. Twice is once.

    What was quoted for the warehouse's consignment is what is declared: an order without a quote (of before
    these books) is declared with no charges.
    """
    shipment = shipping.view(shipment_id)
    order = Order.objects.get(public_id=shipment.order_id)
    house = warehouses.warehouse(shipment.warehouse_id)
    sold_on = order.placed_at.date()
    rules = tariffs.rules_for(order.country, sold_on)
    members = rules.members
    if house.country in members:
        return None
    sold = OrderLine.objects.filter(order=order, warehouse_id=shipment.warehouse_id)
    lines = [line for line in sold if line.cancelled < line.quantity]
    quoted = _quoted(order, shipment.warehouse_id)
    titles = catalog.customs_descriptions([line.variant_id for line in lines])
    currency = _authority_currency(quoted, rules, order)
    rate = _rate(order.currency, currency, order)
    snapshot = Snapshot(
        shipment_id=shipment.public_id,
        order_id=order.public_id,
        order_number=order.number,
        purchase_id=order.purchase_id,
        purchase_number=order.purchase_number,
        placed_at=order.placed_at,
        packed_at=at,
        sender=SnapshotParty(house.address),
        recipient=_recipient(order),
        marketplace=_marketplace(order.country, sold_on=sold_on, on=at.date()),
        ship_from=house.country,
        ship_to=order.country,
        incoterm=shipment.incoterm,
        procedure=checks.procedure_of(
            ship_to_in_union=len(members) > 1,
            scheme=quoted.scheme if quoted else "",
            goods=sum((_worth(line, order) for line in lines), Money(0, order.currency)),
            authority_rate=rate,
        ),
        scheme=quoted.scheme if quoted else "",
        carrier_code=shipment.carrier_code,
        currency=order.currency,
        lines=tuple(
            _line(position, line, titles.get(line.variant_id, line.title), order)
            for position, line in enumerate(lines, start=1)
        ),
        parcels=_parcels(shipment),
        charges=_charges(quoted, lines),
        authority_currency=currency,
        authority_rate=rate,
        rule_set=quoted.rule_set if quoted else "",
        assessed_on=quoted.as_of if quoted else sold_on,
        is_verified=quoted.is_verified if quoted else True,
    )
    return drafting.draft(snapshot, at=at)


def _quoted(order: Order, warehouse_id: UUID) -> Assessment | None:
    """The landed cost of what comes out of a warehouse, as it was frozen at the sale."""
    consignments: Sequence[Mapping[str, Any]] = order.assessment.get("consignments", ())
    for one in consignments:
        if one.get("warehouse_id") == str(warehouse_id) and one.get("assessment"):
            return Assessment.from_json(one["assessment"])
    return None


def _authority_currency(quoted: Assessment | None, rules: RuleSet, order: Order) -> str:
    """The currency that the destination's customs reckons in: the quote's, else that of the country's rules."""
    if quoted and quoted.lines:
        return str(quoted.lines[0].authority_amount.currency.code)
    return str(rules.policies[0].currency) if rules.policies else order.currency


def _rate(currency: str, authority: str, order: Order) -> Decimal:
    if currency == authority:
        return Decimal(1)
    return currencies.rate_table(order.placed_at.date()).into(authority)[currency]


def _recipient(order: Order) -> SnapshotParty:
    """Who gets the goods; with the tax id of the company that bought, where it counted as valid on the day of sale."""
    kept = order.assessment.get("business")
    business = Business.from_json(kept) if kept else None
    numbers = (Registration("VAT", business.tax_id),) if business and business.counts_at(order.placed_at) else ()
    return SnapshotParty(PostalAddress.from_json(order.address), email=order.buyer_email, registrations=numbers)


def _marketplace(ship_to: str, *, sold_on: date, on: date) -> SnapshotParty:
    """The marketplace with its numbers: the IOSS number of the day of the sale, whose tax it is, the EORI of today."""
    address = PostalAddress(
        recipient=settings.CUSTOMS_NAME, country=settings.CUSTOMS_COUNTRY, locality=settings.CUSTOMS_CITY
    )
    eori = (ship_to == "GB" and registrations.number("GB-EORI", on)) or registrations.number("EORI", on)
    numbers = (("EORI", eori), ("IOSS", registrations.number("IOSS", sold_on)))
    return SnapshotParty(address, registrations=tuple(Registration(*one) for one in numbers if one[1]))


def _worth(line: OrderLine, order: Order) -> Money:
    """What the pieces of a line that are sent are worth to customs: of what is sent in place of others, its price."""
    pieces = line.quantity - line.cancelled
    if order.replaces_id or not line.goods.amount:
        return line.unit_price * pieces
    return _of_price(line.goods, line, order)


def _of_price(amount: Money, line: OrderLine, order: Order, charge: str = "") -> Money:
    """What of a line's amount belongs to the pieces that are sent, of which another version may cost or owe less."""
    house, variant = str(line.warehouse_id), str(line.variant_id)
    share = order_rules.share_of_price(order.assessment, house=house, variant=variant, charge=charge)
    return rounded(_left(amount, line) * share)


def _line(position: int, line: OrderLine, title: str, order: Order) -> SnapshotLine:
    pieces = line.quantity - line.cancelled
    description = f"{title}, {line.option_label}" if line.option_label and line.option_label.isascii() else title
    return SnapshotLine(
        position=position,
        variant_id=line.variant_id,
        sku=line.sku,
        description=description[:400],
        hs_code=line.hs_code,
        origin=line.origin,
        quantity=pieces,
        net_g=line.weight_g * pieces,
        goods=_worth(line, order),
        shipping=_left(line.shipping, line),
        duty=_of_price(line.duty, line, order, "duty"),
        tax=_of_price(line.tax, line, order, "tax"),
        fees=_of_price(line.fees, line, order, "fees"),
    )


def _left(amount: Money, line: OrderLine) -> Money:
    """What of a line's amount belongs to the pieces that are sent, as exact as the charge currency is."""
    if not line.cancelled:
        return amount
    share = order_rules.share_left(amount.amount, left=line.quantity - line.cancelled, of=line.quantity)
    return rounded(Money(share, amount.currency))


def _parcels(shipment: FulfilmentView) -> tuple[SnapshotParcel, ...]:
    return tuple(
        SnapshotParcel(
            number=parcel.number,
            tracking_number=parcel.tracking_number,
            gross_g=parcel.plan.weight_g,
            length_mm=parcel.plan.length_mm,
            width_mm=parcel.plan.width_mm,
            height_mm=parcel.plan.height_mm,
        )
        for parcel in shipment.parcels
    )


def _charges(quoted: Assessment | None, lines: Sequence[OrderLine]) -> tuple[Charge, ...]:
    """The charges of the quote, of a line that sends fewer pieces in proportion, of one that sends none not at all."""
    places = {str(line.variant_id): (position, line) for position, line in enumerate(lines, start=1)}
    asked = quoted.lines if quoted else ()
    return tuple(_charge(one, places) for one in asked if one.ref is None or one.ref in places)


def _charge(one: AssessmentLine, places: Mapping[str, tuple[int, OrderLine]]) -> Charge:
    position, line = places[one.ref] if one.ref is not None else (None, None)
    return Charge(
        kind=one.kind,
        label=one.label,
        position=position,
        base=one.authority_base if line is None else _left(one.authority_base, line),
        rate=one.rate,
        amount=one.authority_amount if line is None else _left(one.authority_amount, line),
        paid_to=one.collected_by,
        rule_id=one.rule_id,
        is_verified=one.is_verified,
    )
