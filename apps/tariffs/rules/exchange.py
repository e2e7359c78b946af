"""Tariffs · between the charge currency, those of rules, and the authority's · pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from ..errors import DatumMissing
from ..types import Consignment, ExchangeUsed, FxDay, OfficialRate, Policy, RuleSet

_AMOUNT = Decimal("0.00000001")
_RATE = Decimal("0.000000000001")
MARKET_RATE = "The authority's rate of exchange for that day is not known; the market's rate is used."


@dataclass(frozen=True)
class Exchange:
    """Turns amounts into the authority's currency at its own rates, and charges back at the consignment's.

    `rates` as in the consignment, `official` the authority's rates of the day by currency; empty where it has none.
    """

    charge: str
    authority: str
    rates: Mapping[str, Decimal]
    official: Mapping[str, OfficialRate] = field(default_factory=dict)
    source: str = ""
    is_missed: bool = False
    _known: dict[str, ExchangeUsed] = field(default_factory=dict)

    def worth(self, currency: str) -> Decimal:
        """Units of the charge currency for one unit of `currency`."""
        if currency == self.charge:
            return Decimal(1)
        if currency not in self.rates:
            raise DatumMissing(datum=f"exchange rate {currency}/{self.charge}")
        return Decimal(self.rates[currency])

    def rate(self, currency: str) -> Decimal:
        """Units of the authority's currency for one unit of `currency`, to twelve places.

        Raises:
            DatumMissing: neither the authority nor the consignment has a rate.
        """
        if currency == self.authority:
            return Decimal(1)
        if currency not in self._known:
            self._known[currency] = self._official(currency) or self._market(currency)
        return self._known[currency].rate

    def to_authority(self, amount: Decimal, currency: str | None = None) -> Decimal:
        """An amount of `currency` (the charge currency where not given) in the authority's, to eight places."""
        given = currency or self.charge
        if given == self.authority or not amount:
            return amount
        return (amount * self.rate(given)).quantize(_AMOUNT, rounding=ROUND_HALF_EVEN)

    def to_charge(self, amount: Decimal) -> Decimal:
        """An amount of the authority's currency in the charge currency, not rounded."""
        return amount * self.worth(self.authority)

    def used(self) -> list[ExchangeUsed]:
        """The rates that were used so far, by currency, and the one from the authority's into the charge currency."""
        into = [self._known[currency] for currency in sorted(self._known)]
        if self.charge == self.authority:
            return into
        back = ExchangeUsed(self.authority, self.charge, self.worth(self.authority), "", "", "")
        return [*into, back]

    def _official(self, currency: str) -> ExchangeUsed | None:
        ours, theirs = self._per_base(self.authority), self._per_base(currency)
        if ours is None or theirs is None:
            return None
        row = self.official.get(currency) or self.official[self.authority]
        rate = (ours / theirs).quantize(_RATE, rounding=ROUND_HALF_EVEN)
        return ExchangeUsed(currency, self.authority, rate, self.source, row.rate_id, row.source_title)

    def _per_base(self, currency: str) -> Decimal | None:
        """Units of `currency` for one unit of the currency that the official rates are for; None where unknown."""
        if (row := self.official.get(currency)) is not None:
            return row.rate
        return Decimal(1) if any(row.base == currency for row in self.official.values()) else None

    def _market(self, currency: str) -> ExchangeUsed:
        rate = (self.worth(currency) / self.worth(self.authority)).quantize(_RATE, rounding=ROUND_HALF_EVEN)
        return ExchangeUsed(currency, self.authority, rate, "", "", "")


def exchange_for(consignment: Consignment, policy: Policy, rules: RuleSet, *, sold: date, imported: date) -> Exchange:
    """How the policy's authority converts what the consignment is charged in."""
    if not policy.fx_authority:
        return Exchange(consignment.currency, policy.currency, consignment.rates)
    days = {FxDay.SALE: sold, FxDay.IMPORT: imported, FxDay.EXPORT: consignment.export_date or sold}
    official = rules.official.on(policy.fx_authority, policy.fx_kind, days[FxDay(policy.fx_day)])
    return Exchange(
        charge=consignment.currency,
        authority=policy.currency,
        rates=consignment.rates,
        official=official,
        source=f"{policy.fx_authority} {policy.fx_kind}".strip(),
        is_missed=not official and consignment.currency != policy.currency,
    )
