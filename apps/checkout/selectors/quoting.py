"""Checkout · what a wish costs at its door · public schema.

The order of questions is the order in which they depend on each other: offers,
warehouses, parcels, freight, duty and tax, and only then the total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from djmoney.money import Money

from apps.checkout.rules import differing, pricing, quoting, restricting
from apps.checkout.types import (
    ChangeKind,
    Quote,
    Quoted,
    QuotedConsignment,
    QuotedLine,
    QuotedOption,
    QuotedVendor,
    Wish,
)
from apps.common.money import zero
from apps.currencies import selectors as currencies
from apps.currencies.types import QuoteInfo, RateTable
from apps.discovery import selectors as discovery
from apps.discovery.selectors.consigning import Carriage
from apps.discovery.types import Offer
from apps.logistics import selectors as logistics
from apps.logistics.rules import plan_parcels
from apps.logistics.types import COUNTER, DeliveryOption
from apps.markets import selectors as markets
from apps.markets.types import PriceRule
from apps.payments import selectors as payments
from apps.registrations import selectors as registrations
from apps.registrations.types import Accounting
from apps.stock.types import Demand, Holding
from apps.tariffs import selectors as tariffs
from apps.tariffs.errors import DatumMissing
from apps.tariffs.types import Assessment, Consignment

from . import routing
from .routing import Problems

_OTHER = {"DDP": "DAP", "DAP": "DDP"}


@dataclass(frozen=True)
class Engine:
    """What every consignment of one quote is computed with."""

    wish: Wish
    table: RateTable
    rates: Mapping[str, Decimal]
    rule: PriceRule | None
    as_of: date
    offers: Mapping[UUID, Offer]


def offers_for(wish: Wish) -> dict[UUID, Offer]:
    """The offers of a wish's variants in its market, as they are now. One query."""
    return discovery.offers({variant for _, variant, _ in wish.lines}, market=wish.market, currency=wish.currency)


def offers_shown_for(wish: Wish) -> dict[UUID, Offer]:
    """As `offers_for`, as pages show them: at most a quarter of a second old. One query, or none."""
    wanted = {variant for _, variant, _ in wish.lines}
    return discovery.offers_of_edition(wanted, market=wish.market, currency=wish.currency)


def fits(wish: Wish, offers: Mapping[UUID, Offer], holdings: Sequence[Holding]) -> bool:
    """Whether the holdings are just the pieces that the wish may have, each still on offer."""
    held: dict[UUID, int] = defaultdict(int)
    for holding in holdings:
        held[holding.variant_id] += holding.quantity
    wanted = {
        variant: pricing.allowed(offers[variant].unit_prices, quantity)
        for _, variant, quantity in wish.lines
        if variant in offers and offers[variant].is_sellable and offers[variant].unit_prices
    }
    return held == wanted


def quote(
    wish: Wish,
    *,
    offers: Mapping[UUID, Offer],
    fx: QuoteInfo,
    at: datetime,
    holdings: Sequence[Holding] | None = None,
) -> Quoted:
    """Price all of a wish that can be bought, at the locked rates `fx`; say why the rest cannot.

    Where `holdings` are given they say what comes from which warehouse; else the
    vendors' routing rules do, and nothing is held.
    """
    problems: Problems = {}
    wanted = _wanted(wish, offers, problems, on=at.date())
    kept = restricting.kept(offers, ship_to=wish.ship_to, on=at.date())
    ways = (
        routing.ways(wanted, wish.ship_to, problems, kept)
        if holdings is None
        else routing.only_way(wanted, holdings, problems, kept)
    )
    table = currencies.rate_table(at.date())
    rule = markets.price_rule(wish.market, wish.currency)
    engine = Engine(wish, table, table.into(wish.currency), rule, at.date(), offers)
    units = {
        demand.variant_id: pricing.resolve(offers[demand.variant_id].unit_prices, demand.quantity).unit
        for demand in wanted
    }
    pricing_of = partial(_vendor, offers=offers, units=units, fx=fx)
    vendors = [
        vendor
        for vendor_id, known in sorted(ways.items())
        if (vendor := _routed(engine, vendor_id, known, pricing_of=pricing_of, problems=problems))
    ]
    if not vendors:
        return Quoted(None, problems)
    found = Quote(
        currency=wish.currency,
        ship_to=wish.ship_to,
        region=wish.region,
        postcode=wish.postcode,
        market=wish.market,
        fx_quote_id=fx.public_id,
        valid_until=fx.valid_until,
        vendors=tuple(vendors),
    )
    if wish.difference:
        if not differing.is_whole(found, wish.lines):
            return Quoted(None, problems)
        found = differing.only_difference(found, wish.difference)
    return Quoted(quoting.chargeable(found, payments.charge_step(wish.currency)), problems)


def _wanted(wish: Wish, offers: Mapping[UUID, Offer], problems: Problems, *, on: date) -> list[Demand]:
    wanted = []
    for vendor_id, variant_id, quantity in wish.lines:
        offer = offers.get(variant_id)
        if offer is not None and offer.blocked(wish.ship_to, on=on, pieces=quantity):
            problems[variant_id] = (ChangeKind.RESTRICTED, 0)
        elif offer is None or not offer.is_sellable or not offer.unit_prices:
            problems[variant_id] = (ChangeKind.GONE, 0)
        else:
            wanted.append(Demand(vendor_id, variant_id, pricing.allowed(offer.unit_prices, quantity)))
    return wanted


def _routed(
    engine: Engine,
    vendor_id: int,
    ways: Sequence[Sequence[Holding]],
    *,
    pricing_of: Callable[..., QuotedVendor | None],
    problems: Problems,
) -> QuotedVendor | None:
    """A vendor's share out of the houses that its rule prefers.

    Ways are compared by their first services, so that the houses stay the same whichever service the buyer chooses.
    """

    def price(way: Sequence[Holding]) -> QuotedVendor | None:
        plain = replace(engine, wish=replace(engine.wish, choices={}))
        return pricing_of(plain, vendor_id, routing.by_house(way), problems={})

    way, reasons = routing.routed(ways, vendor_id=vendor_id, price=price)
    found = pricing_of(engine, vendor_id, routing.by_house(way), problems=problems)
    return replace(found, routing=reasons) if found is not None and reasons else found


def _vendor(
    engine: Engine,
    vendor_id: int,
    boxes: Mapping[UUID, Sequence[Holding]],
    *,
    offers: Mapping[UUID, Offer],
    units: Mapping[UUID, Money],
    fx: QuoteInfo,
    problems: Problems,
) -> QuotedVendor | None:
    first = offers[next(iter(boxes.values()))[0].variant_id]
    currency = first.unit_prices[0][1].currency.code
    rate = fx.rates[currency].rate if currency in fx.rates else Decimal(1)
    days = max(offers[one.variant_id].processing_days for box in boxes.values() for one in box)
    consignments = []
    for holdings in boxes.values():
        lines = [
            quoting.line(
                offers[one.variant_id],
                one,
                unit=units[one.variant_id],
                rate=rate,
                currency=engine.wish.currency,
                rule=engine.rule,
            )
            for one in holdings
        ]
        if engine.wish.difference:
            lines = [differing.at_full_price(line, engine.wish.difference) for line in lines]
        consignment = _consignment(engine, vendor_id, lines, processing_days=days, seller=first.vendor_country)
        if consignment is None:
            problems.update({line.variant_id: (ChangeKind.DELIVERY, 0) for line in lines})
        else:
            consignments.append(consignment)
    if not consignments:
        return None
    return QuotedVendor(
        vendor_id=vendor_id,
        vendor_slug=first.vendor_slug,
        vendor_name=first.vendor_name,
        vendor_country=first.vendor_country,
        currency=currency,
        rate=rate,
        processing_days=days,
        consignments=tuple(consignments),
    )


def _consignment(
    engine: Engine, vendor_id: int, lines: Sequence[QuotedLine], *, processing_days: int, seller: str
) -> QuotedConsignment | None:
    """Lines of one warehouse with freight, duty and tax; None where no service takes them or no rule is known."""
    wish, warehouse = engine.wish, lines[0].warehouse_id
    parcels = plan_parcels(quoting.pack_lines(lines))
    bound = restricting.bound(
        ((engine.offers[line.variant_id], line.quantity) for line in lines),
        ship_from=lines[0].warehouse_country,
        ship_to=wish.ship_to,
        on=engine.as_of,
    )
    if wish.is_at_counter:
        options = [taken_along(wish.currency)]
    else:
        offered = logistics.delivery_options(
            ship_from=lines[0].warehouse_country,
            ship_to=wish.ship_to,
            parcels=parcels,
            currency=wish.currency,
            rates=engine.table,
            postcode=wish.postcode,
        )
        options = [one for one in offered if bound.takes(one)]
    if not options:
        return None
    if wish.difference:
        chosen_before = {choice.partition("/")[0] for choice in wish.choices.values()}
        as_before = [one for one in options if one.service_code in chosen_before]
        options = [replace(one, price=zero(wish.currency)) for one in as_before or options[:1]]

    def assessed(option: DeliveryOption | QuotedOption, incoterm: str = "") -> tuple[Consignment, Assessment]:
        carriage = Carriage(option.price, len(parcels), processing_days + option.max_days)
        asked = _asked(engine, lines, carriage, incoterm)
        return asked, tariffs.assess(asked, as_of=engine.as_of)

    try:
        asked, assessment = assessed(options[0])
        promised = assessment.incoterm
        fitting = _fitting(options, promised, is_domestic=lines[0].warehouse_country == wish.ship_to)
        if _is_a_choice(engine, lines, assessment):
            fitting += _fitting(options, _OTHER[promised], is_other=True)
        if not fitting:
            return None
        choice = _choice(wish.choices, vendor_id, warehouse)
        chosen = next((one for one in fitting if one.code == choice), fitting[0])
        if (chosen.price, chosen.max_days, chosen.incoterm) != (options[0].price, options[0].max_days, promised):
            asked, assessment = assessed(chosen, chosen.incoterm)
        house = lines[0].warehouse_country
        accounting = _accounting(engine, assessment, ships_from=house, seller=house if wish.is_at_counter else seller)
    except DatumMissing:
        return None
    return QuotedConsignment(
        vendor_id=vendor_id,
        warehouse_id=warehouse,
        warehouse_country=lines[0].warehouse_country,
        lines=quoting.share(lines, freight=chosen.price, assessment=assessment),
        options=tuple(fitting),
        chosen=chosen,
        incoterm=assessment.incoterm,
        on_arrival=assessment.on_arrival,
        assessment=assessment.as_json(),
        parcel_count=len(parcels),
        minimum_age=bound.minimum_age,
        accounting=accounting,
        asked=asked.as_json(currencies={code for used in assessment.exchange for code in (used.currency, used.into)}),
    )


def taken_along(currency: str) -> DeliveryOption:
    """The one way to have what is bought in the seller's shop."""
    return DeliveryOption(COUNTER, COUNTER, logistics.service_names(COUNTER), zero(currency), 0, 0, ())


def _fitting(
    options: Sequence[DeliveryOption], incoterm: str, *, is_domestic: bool = False, is_other: bool = False
) -> list[QuotedOption]:
    """The services that carry by an Incoterm."""
    return [
        QuotedOption(
            one.service_code,
            one.carrier_code,
            dict(one.names),
            one.price,
            one.min_days,
            one.max_days,
            incoterm,
            is_other,
        )
        for one in options
        if is_domestic or incoterm in one.incoterms
    ]


def _is_a_choice(engine: Engine, lines: Sequence[QuotedLine], assessment: Assessment) -> bool:
    """Whether the seller lets the buyer choose when duty is paid, and the border asks for any."""
    return all(engine.offers[line.variant_id].duty_choice for line in lines) and any(
        line.collected_by == "border" and line.amount.amount for line in assessment.lines
    )


def _asked(engine: Engine, lines: Sequence[QuotedLine], carriage: Carriage, incoterm: str = "") -> Consignment:
    return discovery.consignment(
        quoting.consignment_lines(lines),
        ships_from=lines[0].warehouse_country,
        door=engine.wish.door,
        carriage=carriage,
        rates=engine.rates,
        sold_on=engine.as_of,
        incoterm=incoterm,
        tax_id_of=engine.wish.tax_id_of,
    )


def _accounting(engine: Engine, assessment: Assessment, *, ships_from: str, seller: str) -> tuple[Accounting, ...]:
    """Who accounts for the tax of what was assessed."""
    wish = engine.wish
    members = discovery.members_of(wish.door, engine.as_of)
    return registrations.accounts_for(
        assessment.scheme,
        ship_to=wish.ship_to,
        seller=seller,
        is_business=bool(wish.tax_id_of)
        and registrations.buys_as_business(wish.tax_id_of, ship_from=ships_from, ship_to=wish.ship_to, members=members),
        on=engine.as_of,
        members=members,
        is_in_shop=wish.is_at_counter,
    )


def _choice(choices: Mapping[str, str], vendor_id: int, warehouse: UUID) -> str | None:
    """The service that the buyer chose here, or for the same vendor's goods out of another house."""
    elsewhere = (service for key, service in choices.items() if key.startswith(f"{vendor_id}."))
    return choices.get(f"{vendor_id}.{warehouse}") or next(elsewhere, None)
