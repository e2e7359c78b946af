"""Tariffs · the authorities' own rates of exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class OfficialRate:
    """How many units of `currency` an authority counts for one unit of `base`, and where that is published."""

    rate_id: str
    base: str
    currency: str
    rate: Decimal
    source_title: str
    source_url: str
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class OfficialRates:
    """Rates by (authority, kind, day) and then currency; what is not there is not known. `always` hold on every day."""

    tables: Mapping[tuple[str, str, date], Mapping[str, OfficialRate]] = field(default_factory=dict)
    always: Mapping[str, OfficialRate] = field(default_factory=dict)

    def on(self, authority: str, kind: str, day: date) -> Mapping[str, OfficialRate]:
        """The rates of a day; empty where none are known."""
        return self.always or self.tables.get((authority, kind, day), {})
