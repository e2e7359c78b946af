"""Markets · the prices of a market in one currency at one day's rates · pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from djmoney.money import Money

from apps.currencies.rules import sale_rate
from apps.currencies.types import RateTable

from . import rules
from .types import PriceRule, SellersTerms

NONE: Mapping[str, SellersTerms] = MappingProxyType({})


@dataclass(frozen=True)
class Pricing:
    """Turns sellers' prices into `currency`. `spread` is a fraction on the middle rate."""

    currency: str
    rates: RateTable
    spread: Decimal
    rule: PriceRule | None

    def rate(self, base: str) -> Decimal:
        """Units of the currency for one unit of a seller's, spread in: what a checkout is promised now.

        Raises:
            RateMissing: a currency has no rate.
        """
        if base == self.currency:
            return Decimal(1)
        held = self.rule.held.get(base) if self.rule else None
        return sale_rate(held if held is not None else self.rates.rate(base, self.currency).value, self.spread)

    def unit_price(self, unit: Money) -> Money:
        """What one piece costs.

        Raises:
            RateMissing: a currency has no rate.
        """
        return rules.unit_price(unit, rate=self.rate(unit.currency.code), currency=self.currency, rule=self.rule)

    def price_of(self, unit: Money, first: Money, terms: Mapping[str, SellersTerms]) -> Money:
        """What one piece costs, on the seller's terms for this currency where it has set some; see rules.on_terms.

        Raises:
            RateMissing: a currency has no rate.
        """
        own = terms.get(self.currency)
        if own is None:
            return self.unit_price(unit)
        rate = self.rate(unit.currency.code)
        return rules.on_terms(unit, first, own, rate=rate, currency=self.currency)[0]

    def goods_price(
        self, unit: Money, quantity: int, *, first: Money | None = None, terms: Mapping[str, SellersTerms] = NONE
    ) -> Money:
        """What `quantity` pieces at a seller's price for one cost together; `first` is its price of a single piece.

        Raises:
            RateMissing: a currency has no rate.
        """
        if self.currency in terms:
            return self.price_of(unit, first or unit, terms) * quantity
        rate = self.rate(unit.currency.code)
        return rules.goods_price(unit, quantity, rate=rate, currency=self.currency, rule=self.rule)
