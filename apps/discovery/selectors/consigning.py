"""Discovery · goods on their way to a door, as the law of landed cost looks at them · public schema.

The one place where consignments are made of what is on sale: product page, list, cart, checkout and the API ask the
tariff engine for what is built here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from djmoney.money import Money

from apps.common.money import zero
from apps.discovery.types import Door
from apps.markets import selectors as markets
from apps.markets.errors import MarketUnknown
from apps.registrations import selectors as registrations
from apps.tariffs import selectors as tariffs
from apps.tariffs.selectors import assessing
from apps.tariffs.types import Assessment, Consignment, ConsignmentLine, Sale


@dataclass(frozen=True)
class Carriage:
    """How goods travel: what it costs in the charge currency, in how many parcels, and in how many days at most.

    `days` are those from the sale to the door: the seller's for packing, and the carrier's.
    """

    freight: Money
    parcels: int
    days: int


class Way(TypedDict):
    """What `consignment` takes besides goods and the day."""

    ships_from: str
    door: Door
    carriage: Carriage
    rates: Mapping[str, Decimal]
    incoterm: NotRequired[str]
    tax_id_of: NotRequired[str]


def consignment(
    lines: Sequence[ConsignmentLine],
    *,
    ships_from: str,
    door: Door,
    carriage: Carriage,
    rates: Mapping[str, Decimal],
    sold_on: date,
    incoterm: str = "",
    tax_id_of: str = "",
) -> Consignment:
    """Goods of one sender on their way to a door, sold on a day and imported when they are promised to arrive.

    All money is in the currency of `carriage.freight`; `rates` as in a Consignment. No `incoterm`: what the market
    promises. `tax_id_of` is the country of the buyer's valid tax id, "" without one. Nothing is insured by us, so that
    no insurance is part of a value. Tax is taken at the sale only under schemes that the marketplace is registered for.

    Raises:
        DatumMissing: a rule, rate, code or quantity is missing; it is named.
    """
    currency = carriage.freight.currency.code
    here = settled(door)
    is_business = bool(tax_id_of) and registrations.buys_as_business(
        tax_id_of, ship_from=ships_from, ship_to=here.country, members=members_of(here, sold_on)
    )
    return Consignment(
        ship_from=ships_from,
        ship_to=here.country,
        region=here.region,
        postcode=here.postcode,
        buyer_is_business=is_business,
        sale=Sale.B2B if is_business else Sale.MARKETPLACE,
        registrations=registrations.held(sold_on),
        currency=currency,
        lines=tuple(lines),
        freight=carriage.freight,
        insurance=zero(currency),
        rates=rates,
        parcels=carriage.parcels,
        import_date=None if ships_from == here.country else sold_on + timedelta(days=carriage.days),
        incoterm=incoterm,
    )


def assessed(lines: Sequence[ConsignmentLine], *, sold_on: date, **way: Unpack[Way]) -> Assessment:
    """What goods of one sender owe at a door, as `consignment` puts them.

    Raises:
        DatumMissing: a rule, rate, code or quantity is missing; it is named.
    """
    return tariffs.assess(consignment(lines, sold_on=sold_on, **way), as_of=sold_on)


def members_of(door: Door, on: date) -> frozenset[str]:
    """The countries of the customs territory that a door lies in. No query when warm.

    Raises:
        DatumMissing: we have no rules for the country.
    """
    here = settled(door)
    return frozenset(tariffs.rules_for(here.country, on, region=here.region, postcode=here.postcode).members)


def settled(door: Door) -> Door:
    """The door in the region that its market assumes, where none is known."""
    return door if door.region else Door(door.country, _default_region(door.country), door.postcode)


def is_assumed(door: Door) -> bool:
    """Whether taxes differ by region there and the region is only assumed: final once an address is known."""
    return not door.region and bool(_default_region(door.country))


def is_taxed_alike(one: Door, other: Door) -> bool:
    """Whether two doors of one country are under the same rules. No query when warm.

    Raises:
        DatumMissing: we have no rules for the country.
    """
    first, second = settled(one), settled(other)
    return assessing.is_taxed_alike(one.country, (first.region, first.postcode), (second.region, second.postcode))


def _default_region(country: str) -> str:
    try:
        return markets.for_country(country).default_regions.get(country, "")
    except MarketUnknown:
        return ""
