"""Discovery · what cart, checkout and pages hold of a listing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.common.money import zero
from apps.markets.pricing import Pricing
from apps.markets.types import SellersTerms
from apps.tariffs.rules import restrictions
from apps.tariffs.types import Restricted
from apps.tariffs.types.explanations import Explanation

Picture = dict[str, Any]


class Sort(StrEnum):
    """The orders in which goods can be listed."""

    RECOMMENDED = "recommended"
    NEWEST = "newest"
    PRICE = "price"
    PRICE_DESC = "price-desc"
    RATING = "rating"


class Reason(StrEnum):
    """Why a listing cannot be bought in a market."""

    NOT_SHIPPED = "not_shipped"
    NOT_PRICED = "not_priced"
    VENDOR_CLOSED = "vendor_closed"
    NOT_IN_CURRENCY = "not_in_currency"
    RESTRICTED = "restricted"


def way(ship_from: str, ship_to: str) -> str:
    """The key of what is known of goods of one country on their way to another."""
    return f"{ship_from}>{ship_to}"


@dataclass(frozen=True)
class Offer:
    """A variant as it is offered in a market.

    Money is in the vendor's currency; `unit_prices` rise in quantity and start at
    one piece. `titles`, `slug` and `option_labels` are by language, `restrictions` by
    country, and by `way` where pieces of another country's shelf are under other rules; `content` is the amount and
    unit of one piece. With `duty_choice` the seller lets buyers pay duty on arrival.
    """

    vendor_id: int
    vendor_slug: str
    vendor_name: str
    vendor_country: str
    product_id: UUID
    variant_id: UUID
    sku: str
    titles: Mapping[str, str]
    slug: Mapping[str, str]
    option_labels: Mapping[str, str]
    picture: Picture | None
    unit_prices: tuple[tuple[int, Money], ...]
    moq: int
    hs_code: str
    origin: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    processing_days: int
    is_sellable: bool
    reason: str
    terms: Mapping[str, SellersTerms] = field(default_factory=dict)
    restrictions: Mapping[str, tuple[Restricted, ...]] = field(default_factory=dict)
    content: tuple[Decimal, str] | None = None
    duty_choice: bool = False

    @property
    def is_buyable(self) -> bool:
        """Whether it can be put into a cart: sold in the market, at a price."""
        return self.is_sellable and bool(self.unit_prices)

    def blocked(self, country: str, *, on: date, ship_from: str = "", pieces: int = 1) -> tuple[Restricted, ...]:
        """Why so many pieces may not be sold to a country on a day; empty where they may.

        `ship_from` is the country that it comes out of; if not given, the one that a single piece would come out of.
        """
        return restrictions.blocking(self._restricted(country, ship_from), on=on, pieces=pieces)

    def kept_in(self, country: str, *, on: date) -> frozenset[str]:
        """The countries of whose shelves nothing may be sent to a country on a day, where one piece may be."""
        ends = way("", country)
        return frozenset(
            key.removesuffix(ends)
            for key, found in self.restrictions.items()
            if key.endswith(ends) and restrictions.blocking(found, on=on)
        )

    def minimum_age(self, country: str, *, on: date, ship_from: str = "") -> int:
        """How old a buyer there has to be; 0 where everybody may have it."""
        return restrictions.age(self._restricted(country, ship_from), on=on)

    def modes(self, country: str, *, on: date, ship_from: str = "", pieces: int = 1) -> frozenset[str] | None:
        """By what means so many pieces may be carried there; None where by all."""
        return restrictions.modes(self._restricted(country, ship_from), on=on, pieces=pieces)

    def _restricted(self, country: str, ship_from: str) -> tuple[Restricted, ...]:
        known = self.restrictions
        return known.get(way(ship_from, country), known.get(country, ())) if ship_from else known.get(country, ())

    def unit_price(self, quantity: int) -> Money:
        """The price of each of `quantity` pieces."""
        price = self.unit_prices[0][1]
        for smallest, tier in self.unit_prices:
            if quantity >= smallest:
                price = tier
        return price

    def price(self, pricing: Pricing, quantity: int = 1) -> Money:
        """What each of `quantity` pieces costs in the currency of `pricing`, on the seller's terms where it has some.

        Raises:
            RateMissing: a currency has no rate.
        """
        return pricing.price_of(self.unit_price(quantity), self.unit_prices[0][1], self.terms)

    def in_currency(self, currency: str) -> Offer:
        """The offer as it is for who pays in a currency: not to be bought where the seller does not sell in it.

        No currency is the market's own, by which the row was written.
        """
        terms = self.terms.get(currency)
        is_sold = terms is None or terms.is_sold
        if is_sold and currency and self.reason == Reason.NOT_IN_CURRENCY:
            return replace(self, is_sellable=True, reason="")
        if is_sold or self.reason == Reason.VENDOR_CLOSED:
            return self
        return replace(self, is_sellable=False, reason=Reason.NOT_IN_CURRENCY)

    def title(self, language: str) -> str:
        """The product's name in `language`, in English, or in what there is."""
        return in_language(self.titles, language)

    def option_label(self, language: str) -> str:
        """What distinguishes the variant ("Celadon, large"); empty where there is but one."""
        return in_language(self.option_labels, language)


@dataclass(frozen=True)
class Card:
    """A product in a list, in the reader's language and currency; what components/card.html draws.

    `without_tax` is the price at the door less the tax in it, where that was asked for, `tax_rate` that tax's one rate
    as a fraction; both None where there is no tax, or one of several rates.
    """

    product_id: UUID
    slug: str
    title: str
    vendor_name: str
    vendor_slug: str
    place: str
    picture: Picture | None
    price: Money
    is_from_price: bool
    landed: Money | None
    tier_price: Money | None
    tier_quantity: int | None
    rating: Decimal | None
    review_count: int
    in_stock: bool
    min_days: int | None
    max_days: int | None
    category: str
    without_tax: Money | None = None
    tax_rate: Decimal | None = None
    energy_class: str = ""


@dataclass(frozen=True)
class Filters:
    """What a shopper narrowed a list down to. Within a facet any choice will do; across facets all must.

    `low` and `high` bound the price at the door in the shopper's currency;
    `attributes` maps an attribute to choices, `ranges` a measured one to the least
    and the most (None where open), in the attribute's own unit.
    """

    categories: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    low: Decimal | None = None
    high: Decimal | None = None
    rating: int | None = None
    in_stock: bool = False

    @property
    def is_empty(self) -> bool:
        return self == Filters()


@dataclass(frozen=True)
class FacetCounts:
    """How many goods each choice would leave, all other facets' choices kept; `total` with all kept.

    `ranges` has the least, the most and the number of goods of each measured attribute.
    """

    total: int
    categories: Mapping[str, int]
    vendors: Mapping[str, int]
    vendor_names: Mapping[str, str]
    origins: Mapping[str, int]
    ratings: Mapping[int, int]
    attributes: Mapping[str, Mapping[str, int]]
    ranges: Mapping[str, tuple[Decimal, Decimal, int]]
    in_stock: int
    lowest_eur: Decimal | None
    highest_eur: Decimal | None


@dataclass(frozen=True)
class Cards:
    """One page of a list, and the keys of the pages beside it (empty at an end)."""

    cards: tuple[Card, ...]
    next_cursor: str = ""
    previous_cursor: str = ""


@dataclass(frozen=True)
class VariantView:
    """A variant of a product on its page; money in the vendor's currency."""

    offer: Offer
    gtin: str
    options: Mapping[str, str]


@dataclass(frozen=True)
class ProductView:
    """A product on its page, texts by language."""

    product_id: UUID
    vendor_id: int
    slug: str
    vendor_slug: str
    vendor_name: str
    vendor_country: str
    place: Mapping[str, str]
    processing_days: int
    category: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    pictures: tuple[Picture, ...]
    attributes: Mapping[str, Any]
    options: tuple[dict[str, Any], ...]
    variants: tuple[VariantView, ...]
    rating: Decimal | None
    review_count: int
    version: int
    is_live: bool
    refreshed_at: datetime
    published_at: datetime
    compliance: Mapping[str, Any] = field(default_factory=dict)

    def in_currency(self, currency: str) -> ProductView:
        """The product as it is for who pays in a currency; see Offer.in_currency."""
        variants = tuple(replace(one, offer=one.offer.in_currency(currency)) for one in self.variants)
        return replace(self, variants=variants, is_live=any(one.offer.is_sellable for one in variants))


@dataclass(frozen=True)
class Door:
    """Where goods are wanted, as far as it is known: a country, and of an address its region and postcode."""

    country: str
    region: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class LandedLine:
    """One line of the price at the door, and the rule and source behind it."""

    kind: str
    label: str
    amount: Money
    rate: Decimal | None = None
    base: Money | None = None
    rule_id: str = ""
    source_title: str = ""
    source_url: str = ""
    checked_on: date | None = None
    is_verified: bool = True
    collected_by: str = "marketplace"
    valid_on: date | None = None


@dataclass(frozen=True)
class LandedPrice:
    """What goods cost at the door: the lines sum to `total`; all in one currency.

    The days are the carrier's, from hand-over to door; `service` names it by language. What `why` says is owed on
    arrival is in the total and never collected by us. `is_assumed`: taxes differ by region, and one was assumed.
    """

    country: str
    ships_from: str
    lines: tuple[LandedLine, ...]
    total: Money
    service: Mapping[str, str]
    min_days: int
    max_days: int
    incoterm: str
    scheme: str
    why: Explanation
    notes: tuple[str, ...] = ()
    is_verified: bool = True
    is_assumed: bool = False

    @property
    def on_arrival(self) -> Money:
        """What whoever brings the parcel will ask for."""
        return self.why.on_arrival

    @property
    def tax(self) -> Money:
        """The tax in it, whoever collects it."""
        return sum((line.amount for line in self.lines if line.kind == "tax"), zero(self.total.currency.code))

    @property
    def without_tax(self) -> Money:
        """The total less the tax in it."""
        return self.total - self.tax

    @property
    def tax_rate(self) -> Decimal | None:
        """The one rate of all its tax, as a fraction; None where there are several or none."""
        rates = {line.rate for line in self.lines if line.kind == "tax" and line.amount}
        return rates.pop() if len(rates) == 1 else None

    @property
    def without_delivery(self) -> Money:
        """What the goods cost with duty, fees and tax; the delivery is left out, and what tax there is on it."""
        by_kind = {line.kind: line.amount for line in self.lines if line.kind in ("goods", "shipping")}
        freight = by_kind["shipping"]
        taxed = [
            freight * line.rate
            for line in self.lines
            if line.kind == "tax" and line.rate and line.base and line.base >= by_kind["goods"] + freight
        ]
        return self.total - freight - sum(taxed, zero(freight.currency.code))


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, else in English, else in whichever there is; empty where there is none."""
    return texts.get(language) or texts.get("en") or next((text for text in texts.values() if text), "")
