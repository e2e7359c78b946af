"""Demo · that nothing of the file was lost: per country, in unrounded decimals · no tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .rows import RetailRow


@dataclass
class Tally:
    """What the file holds, and what of it was skipped and why. All in GBP, unrounded, by the file's country name."""

    rows: int = 0
    in_file: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    skipped: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    skipped_rows: Counter[str] = field(default_factory=Counter)

    def count(self, row: RetailRow) -> None:
        """A row was read."""
        self.rows += 1
        self.in_file[row.country] += row.value

    def skip(self, row: RetailRow, reason: str) -> None:
        """A whole row is not loaded."""
        self.skip_value(row.country, reason, row.value)

    def skip_value(self, country: str, reason: str, value: Decimal) -> None:
        """A row, or a part of one, is not loaded."""
        self.skipped[country, reason] += value
        self.skipped_rows[reason] += 1

    def skipped_in(self, country: str) -> Decimal:
        """All that was skipped of a country."""
        return sum((value for (where, _), value in self.skipped.items() if where == country), Decimal(0))

    def value_of(self, reason: str) -> Decimal:
        """All that was skipped for a reason."""
        return sum((value for (_, why), value in self.skipped.items() if why == reason), Decimal(0))


@dataclass(frozen=True)
class Balance:
    """One country: purchases − returns + skipped = in the file, or something was lost."""

    country: str
    purchases: Decimal
    returns: Decimal
    skipped: Decimal
    in_file: Decimal

    @property
    def difference(self) -> Decimal:
        return self.purchases - self.returns + self.skipped - self.in_file


def balances(tally: Tally, *, purchases: Mapping[str, Decimal], returns: Mapping[str, Decimal]) -> list[Balance]:
    """The file's countries by name; `purchases` and `returns` are what the database holds, by the same names."""
    return [
        Balance(
            country,
            purchases.get(country, Decimal(0)),
            returns.get(country, Decimal(0)),
            tally.skipped_in(country),
            whole,
        )
        for country, whole in sorted(tally.in_file.items())
    ]
