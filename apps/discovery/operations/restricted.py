"""Discovery · what keeps a product from a market's countries, and what law asks to be told of it · no writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from apps.catalog import selectors as catalog
from apps.catalog.types import ProductSnapshot, VariantSnapshot
from apps.discovery.types import way
from apps.markets.types import MarketInfo
from apps.stock.rules import ships_from
from apps.tariffs.rules import restrictions
from apps.tariffs.types import Restricted
from apps.vendors.types import VendorCard

if TYPE_CHECKING:
    from .rows import Facts, World


def by_country(
    product: ProductSnapshot, variant: VariantSnapshot, market: MarketInfo, facts: Facts, world: World
) -> dict[str, tuple[Restricted, ...]]:
    """What keeps or binds a variant in each country of a market; countries where nothing does are left out."""
    shelf = facts.stock.get(variant.variant_id)
    stocked = shelf.by_country if shelf else ()
    places = {country: ships_from(stocked, to=country, home=world.vendor.country) for country in market.countries}
    return catalog.by_destination(product, variant, world.vendor, places=places, on=world.at.date())


def by_way(
    product: ProductSnapshot,
    variant: VariantSnapshot,
    facts: Facts,
    world: World,
    bound: Mapping[str, tuple[Restricted, ...]],
    *,
    countries: Collection[str],
) -> dict[str, tuple[Restricted, ...]]:
    """As `by_country`, by `types.way`, for pieces that lie elsewhere than where one would be sent from.

    A purchase of more than one shelf holds comes out of several countries. Ways that find what `bound` says are left
    out.
    """
    shelf = facts.stock.get(variant.variant_id)
    stocked = shelf.by_country if shelf else ()
    found = {}
    for country in countries:
        nearest = ships_from(stocked, to=country, home=world.vendor.country)
        for start, pieces in stocked:
            if pieces > 0 and start != nearest:
                on_way = catalog.restricted(
                    product, variant, catalog.Way(world.vendor, start, country, world.at.date())
                )
                if on_way != bound.get(country, ()):
                    found[way(start, country)] = on_way
    return found


def hidden(bound: Mapping[str, tuple[Restricted, ...]], *, on: date) -> set[str]:
    """The countries to which it may not be sold on a day."""
    return {country for country, found in bound.items() if restrictions.blocking(found, on=on)}


def content(product: ProductSnapshot, variant: VariantSnapshot) -> list[str] | None:
    """The amount and unit of one piece, as a listing holds them."""
    found = catalog.content_of(product, variant)
    return [format(found.amount.normalize(), "f"), found.unit] if found else None


def told(product: ProductSnapshot, vendor: VendorCard) -> dict[str, Any]:
    """What the product's page tells because law asks for it; what is not stated is absent."""
    stated = product.compliance
    known = {
        "responsible_person": stated.responsible_person,
        "composition": product.material,
        "energy_class": stated.energy_class,
        "warning": stated.warning,
        "battery_wh": format(stated.battery_wh.normalize(), "f") if stated.battery_wh else "",
        "minimum_age": stated.minimum_age,
    }
    return told_of(vendor) | {name: value for name, value in known.items() if value}


def told_of(vendor: VendorCard) -> dict[str, Any]:
    """What is told of who sells and who answers for the goods, and what buyers may choose; what is not stated is
    absent."""
    known = {
        "responsible_persons": dict(vendor.responsible_persons),
        "trader": [vendor.legal_name, vendor.trader_address, vendor.contact_email] if vendor.is_identified else None,
        "duty_choice": vendor.duty_choice,
    }
    return {name: value for name, value in known.items() if value}
