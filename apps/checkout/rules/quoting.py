"""Checkout · amounts of lines, and the sharing out of what falls on a whole consignment: pure.

Each line's goods are converted and rounded half up once. Freight is shared by
weight, a charge on the whole consignment by value, both by largest remainder, so
that the lines sum to the consignment, component by component.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from djmoney.money import Money

from apps.checkout.types import Quote, QuotedLine
from apps.common.money import split, zero
from apps.discovery.types import Offer
from apps.logistics.types import PackLine
from apps.markets import rules as neat_prices
from apps.markets.types import PriceRule
from apps.stock.types import Holding
from apps.tariffs.types import Assessment, ConsignmentLine

_COMPONENT = {"duty": "duty", "tax": "tax", "fee": "fees"}


def line(
    offer: Offer, holding: Holding, *, unit: Money, rate: Decimal, currency: str, rule: PriceRule | None = None
) -> QuotedLine:
    """A line with its goods priced and nothing else. `unit` is in the vendor's currency, `rate` turns it into ours.

    `rule` is how the market makes such prices neat, if it does. On the seller's own terms for the currency it is owed
    what the buyer pays at `rate`.
    """
    nothing, terms = zero(currency), offer.terms.get(currency)
    if terms is None:
        price = neat_prices.unit_price(unit, rate=rate, currency=currency, rule=rule)
        goods = neat_prices.goods_price(unit, holding.quantity, rate=rate, currency=currency, rule=rule)
    else:
        price, unit = neat_prices.on_terms(unit, offer.unit_prices[0][1], terms, rate=rate, currency=currency)
        goods = price * holding.quantity
    return QuotedLine(
        variant_id=offer.variant_id,
        product_id=offer.product_id,
        sku=offer.sku,
        titles=dict(offer.titles),
        slugs=dict(offer.slug),
        option_labels=dict(offer.option_labels),
        picture=offer.picture,
        quantity=holding.quantity,
        vendor_unit=unit,
        unit_price=price,
        goods=goods,
        shipping=nothing,
        duty=nothing,
        tax=nothing,
        fees=nothing,
        hs_code=offer.hs_code,
        origin=offer.origin,
        weight_g=offer.weight_g,
        length_mm=offer.length_mm,
        width_mm=offer.width_mm,
        height_mm=offer.height_mm,
        warehouse_id=holding.warehouse_id,
        warehouse_country=holding.warehouse_country,
    )


def pack_lines(lines: Iterable[QuotedLine]) -> list[PackLine]:
    """The lines as packing sees them."""
    return [
        PackLine(one.variant_id, one.quantity, one.weight_g, one.length_mm, one.width_mm, one.height_mm)
        for one in lines
    ]


def consignment_lines(lines: Iterable[QuotedLine]) -> tuple[ConsignmentLine, ...]:
    """The lines as customs sees them."""
    return tuple(
        ConsignmentLine(
            ref=str(one.variant_id),
            hs_code=one.hs_code,
            origin=one.origin,
            quantity=one.quantity,
            goods=one.goods,
            weight_g=one.weight_g * one.quantity,
        )
        for one in lines
    )


def share(lines: Sequence[QuotedLine], *, freight: Money, assessment: Assessment) -> tuple[QuotedLine, ...]:
    """The lines with freight and every charge that the buyer pays now put on them."""
    nothing = zero(assessment.currency)
    amounts = {one.variant_id: dict.fromkeys(("duty", "tax", "fees"), nothing) for one in lines}
    by_value = [one.goods.amount for one in lines]
    for charge in assessment.at_sale:
        component = _COMPONENT[charge.kind]
        if charge.ref is not None:
            amounts[UUID(charge.ref)][component] += charge.amount
            continue
        for one, part in zip(lines, split(charge.amount, by_value), strict=True):
            amounts[one.variant_id][component] += part
    freights = split(freight, [one.weight_g * one.quantity for one in lines])
    return tuple(
        replace(
            one,
            shipping=part,
            duty=amounts[one.variant_id]["duty"],
            tax=amounts[one.variant_id]["tax"],
            fees=amounts[one.variant_id]["fees"],
        )
        for one, part in zip(lines, freights, strict=True)
    )


def chargeable(quote: Quote, step: Decimal) -> Quote:
    """The quote with a total that is a multiple of `step`, in the buyer's favour.

    Some providers cannot charge every amount of a currency (dinars in mils). What
    is over is taken off freight, the largest first, and then off goods, none below
    nothing; the marketplace bears it. A step of zero changes nothing.
    """
    over = quote.totals.total.amount % step if step else Decimal(0)
    rest = Money(over, quote.currency)
    for name in ("shipping", "goods"):
        for line in sorted(quote.lines, key=lambda one: getattr(one, name).amount, reverse=True):
            taken = min(rest, getattr(line, name))
            if not taken.amount:
                break
            quote = _with_line(quote, line, replace(line, **{name: getattr(line, name) - taken}))
            rest -= taken
    return quote


def _with_line(quote: Quote, old: QuotedLine, new: QuotedLine) -> Quote:
    vendors = tuple(
        replace(
            vendor,
            consignments=tuple(
                replace(one, lines=tuple(new if each is old else each for each in one.lines))
                for one in vendor.consignments
            ),
        )
        for vendor in quote.vendors
    )
    return replace(quote, vendors=vendors)
