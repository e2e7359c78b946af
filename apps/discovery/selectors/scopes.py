"""Discovery · SQL of what a list is narrowed to · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from djmoney.money import Money

from apps.currencies.types import RateTable
from apps.discovery.types import Filters
from apps.markets import selectors as markets
from apps.markets.pricing import NONE, Pricing
from apps.markets.types import SellersTerms

# A condition and its parameters, on the card table under the name `c`.
Condition = tuple[str, list[Any]]
# That a card's goods may be sold to a country, the parameter.
MAY_BE_SOLD = "NOT c.hidden_in @> ARRAY[%s]::varchar[]"


@dataclass(frozen=True)
class Scope:
    """What a page is about before any filter: a market, and perhaps a category, a vendor or a search.

    Where the reader's `country` is said, what may not be sold there is left out.
    `hits` is a query that yields (product_id, rank), with its parameters.
    """

    market: str
    category: str = ""
    vendor_id: int | None = None
    hits: Condition | None = None
    country: str = ""

    def condition(self) -> Condition:
        """The rows in scope, without the search."""
        parts: list[str] = ["c.market = %s", "c.is_live"]
        values: list[Any] = [self.market]
        if self.country:
            parts.append(MAY_BE_SOLD)
            values.append(self.country)
        if self.category:
            parts.append("c.category_path @> ARRAY[%s]::varchar[]")
            values.append(self.category)
        if self.vendor_id is not None:
            parts.append("c.vendor_id = %s")
            values.append(self.vendor_id)
        return " AND ".join(parts), values

    def with_hits(self) -> Condition:
        """The leading part of a statement that makes the hits known as `hits`; empty without a search."""
        if self.hits is None:
            return "", []
        return f"hits AS MATERIALIZED ({self.hits[0]}), ", list(self.hits[1])

    @property
    def source(self) -> str:
        """The table, joined with the hits where there is a search."""
        join = " JOIN hits h USING (product_id)" if self.hits else ""
        return f"public.discovery_listingcard c{join}"


@dataclass(frozen=True)
class Shown:
    """In which language, and at which rates into which currency, a shopper is shown things.

    `pricing` turns sellers' prices into that currency as they are charged; `rates` serve for all other amounts.
    `without_tax`: cards tell the price at the door without tax too.
    """

    language: str
    currency: str
    rates: RateTable = field(repr=False)
    pricing: Pricing = field(repr=False)
    without_tax: bool = False

    @classmethod
    def to(cls, language: str, currency: str, *, market: str, rates: RateTable, without_tax: bool = False) -> Shown:
        """What somebody in a market is shown."""
        return cls(language, currency, rates, markets.pricing(market, currency, rates), without_tax)

    def in_book(self, amount: Decimal) -> Decimal:
        """An amount of the shopper's currency in the book currency."""
        return self.rates.convert(Money(amount, self.currency), settings.BOOK_CURRENCY).amount

    def price(
        self, amount: Decimal, currency: str, *, first: Decimal | None = None, terms: Mapping[str, SellersTerms] = NONE
    ) -> Money:
        """A seller's price for one piece in the shopper's currency, as it is charged; `first`: of a single one."""
        single = amount if first is None else first
        return self.pricing.price_of(Money(amount, currency), Money(single, currency), terms)

    def money(self, amount: Decimal, currency: str) -> Money:
        """An amount in the shopper's currency, not rounded."""
        return self.rates.convert(Money(amount, currency), self.currency)


def conditions(filters: Filters, shown: Shown) -> dict[str, Condition]:
    """A condition for each facet that is narrowed, by the facet's name; attributes are named `a.<code>`."""
    found: dict[str, Condition] = {}
    if filters.categories:
        found["cat"] = ("c.category_path && %s::varchar[]", [list(filters.categories)])
    if filters.vendors:
        found["maker"] = ("c.vendor_slug = ANY(%s)", [list(filters.vendors)])
    if filters.origins:
        found["from"] = ("c.origin = ANY(%s)", [list(filters.origins)])
    bounds = [
        (f"c.door_eur {sign} %s", shown.in_book(amount))
        for sign, amount in ((">=", filters.low), ("<=", filters.high))
        if amount is not None
    ]
    if bounds:
        found["price"] = (" AND ".join(text for text, _ in bounds), [value for _, value in bounds])
    if filters.rating is not None:
        found["stars"] = ("c.rating >= %s", [filters.rating])
    if filters.in_stock:
        found["stock"] = ("c.in_stock", [])
    for code, choices in filters.attributes.items():
        found[f"a.{code}"] = ("c.facets && %s::varchar[]", [[f"{code}:{choice}" for choice in choices]])
    for code, (low, high) in filters.ranges.items():
        text = " AND ".join(
            f"(c.numbers ->> %s)::numeric {sign} %s" for sign, bound in ((">=", low), ("<=", high)) if bound is not None
        )
        found[f"n.{code}"] = (text, [part for bound in (low, high) if bound is not None for part in (code, bound)])
    return found
