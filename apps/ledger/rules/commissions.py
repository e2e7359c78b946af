"""Ledger · the choice of a commission rule, what it comes to, and the tax on it: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from apps.ledger.types import Bounds, Commission, CommissionTax


@dataclass(frozen=True)
class CommissionTerms:
    """A commission rule as the choice sees it; an empty condition matches everything."""

    rule_id: int
    vendor_id: int | None
    market: str
    rate: Decimal
    valid_from: date
    valid_until: date | None
    category: str = ""
    product_id: UUID | None = None
    bounds: Mapping[str, Bounds] = field(default_factory=dict, hash=False)

    @property
    def looks_at_goods(self) -> bool:
        """Whether the goods decide, and not only who sells them where."""
        return bool(self.category) or self.product_id is not None

    def matches(
        self,
        *,
        vendor_id: int,
        market: str,
        on: date,
        product_id: UUID | None = None,
        categories: Sequence[str] = (),
    ) -> bool:
        """Whether a sale of that vendor in that market on that day, of that product, falls under the rule.

        `categories` is the product's own and all above it.
        """
        in_force = self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
        return (
            in_force
            and self.vendor_id in (None, vendor_id)
            and self.market in ("", market)
            and (not self.category or self.category in categories)
            and self.product_id in (None, product_id)
        )


def commission(
    terms: Sequence[CommissionTerms],
    *,
    vendor_id: int,
    market: str,
    on: date,
    product_id: UUID | None = None,
    categories: Sequence[str] = (),
) -> Commission:
    """The first of the terms, in their order, that matches; no commission where none does."""
    for rule in terms:
        if rule.matches(vendor_id=vendor_id, market=market, on=on, product_id=product_id, categories=categories):
            return Commission(rule.rule_id, rule.rate, rule.bounds)
    return Commission(None, Decimal(0))


def tax_on(rows: Iterable[CommissionTax], *, country: str, on: date) -> CommissionTax:
    """How commission charged to a vendor established in `country` is taxed; outside the scope where no row says."""
    for row in rows:
        if row.country == country and row.valid_from <= on and (row.valid_until is None or on <= row.valid_until):
            return row
    return CommissionTax(country=country)


def unreachable(terms: Iterable[CommissionTerms], *, parents: Mapping[str, Sequence[str]] | None = None) -> list[int]:
    """The ids of rules that an earlier, wider rule always wins over.

    `parents` maps a category to those above it, nearest first.
    """
    seen: list[CommissionTerms] = []
    hidden: list[int] = []
    for rule in terms:
        if any(_covers(earlier, rule, parents or {}) for earlier in seen):
            hidden.append(rule.rule_id)
        seen.append(rule)
    return hidden


def _covers(wide: CommissionTerms, narrow: CommissionTerms, parents: Mapping[str, Sequence[str]]) -> bool:
    ends = wide.valid_until is None or (narrow.valid_until is not None and narrow.valid_until <= wide.valid_until)
    within = not wide.category or wide.category in (narrow.category, *parents.get(narrow.category, ()))
    return (
        wide.vendor_id in (None, narrow.vendor_id)
        and wide.market in ("", narrow.market)
        and within
        and wide.product_id in (None, narrow.product_id)
        and wide.valid_from <= narrow.valid_from
        and ends
    )
