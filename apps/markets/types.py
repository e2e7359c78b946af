"""Markets · duty policies and the market as others hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class DutyPolicy(models.TextChoices):
    DDP = "DDP", _("Delivered duty paid")
    DAP = "DAP", _("Delivered at place, duties on arrival")


@dataclass(frozen=True)
class MarketInfo:
    """A market as pages and engines hold it; the first language is the default.

    `default_regions` has, by country, the region that is assumed while no address is known.
    """

    code: str
    currency: str
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    prices_include_tax: bool
    duty_policy: DutyPolicy
    default_regions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ending:
    """Prices that end alike: `offset`, and every `period` from there on. 9.99 and 19.99 are 9.99 every 10."""

    offset: Decimal
    period: Decimal


@dataclass(frozen=True)
class PriceRule:
    """How prices that come from an exchange rate are made neat in a market and currency.

    `step` is the lowest denomination that prices are rounded to first. `largest_shift` and `least_margin` are
    fractions of the converted price: how far a neat price may lie from it, and how far above it at least (below
    zero: how far below at most). `held` has the rates in use, by the seller's currency, where they follow the
    market's only once it has moved by more than the rule's hysteresis.
    """

    market: str
    currency: str
    endings: tuple[Ending, ...]
    step: Decimal
    largest_shift: Decimal
    least_margin: Decimal
    held: Mapping[str, Decimal]


@dataclass(frozen=True)
class SellersTerms:
    """What a seller has decided about one of its goods in a currency that is not its own.

    `fixed` is the price of one piece; else it follows the rate: `rate` is the seller's own (units of the currency for
    one of the seller's), None for that of the day, `markup` a fraction on it, `ending` the pattern of a PriceRule.
    """

    is_sold: bool = True
    fixed: Decimal | None = None
    rate: Decimal | None = None
    markup: Decimal = Decimal(0)
    ending: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the read model keeps it; what says nothing is left out."""
        found: dict[str, Any] = {} if self.is_sold else {"is_sold": False}
        numbers = {"fixed": self.fixed, "rate": self.rate, "markup": self.markup or None}
        found |= {name: format(number.normalize(), "f") for name, number in numbers.items() if number is not None}
        return found | ({"ending": self.ending} if self.ending else {})

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> SellersTerms:
        """What `as_json` gave."""
        numbers = {name: Decimal(kept[name]) for name in ("fixed", "rate", "markup") if name in kept}
        return cls(is_sold=kept.get("is_sold", True), ending=kept.get("ending", ""), **numbers)
