"""Ledger · arithmetic of entries and the choice of a commission rule: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.common.money import to_minor

from .errors import NothingToPost, Unbalanced
from .types import AccountCode, Commission, Entry

AccountKey = tuple[AccountCode, str, int | None, str]


def postings_of(entry: Entry) -> dict[AccountKey, int]:
    """The entry's amounts in minor units by (code, currency, vendor, detail); legs on one account are added.

    Raises:
        Unbalanced: debits and credits differ in a currency.
        NothingToPost: every amount is zero.
        ValueError: an amount has a fraction of a minor unit.
    """
    amounts: dict[AccountKey, int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    for leg in entry.legs:
        currency = leg.amount.currency.code
        units = to_minor(leg.amount)
        amounts[leg.code, currency, leg.vendor_id, leg.detail] += units
        sums[currency] += units
    for currency, difference in sums.items():
        if difference:
            raise Unbalanced(currency=currency, difference=difference)
    posted = {key: units for key, units in amounts.items() if units}
    if not posted:
        raise NothingToPost()
    return posted


@dataclass(frozen=True)
class CommissionTerms:
    """A commission rule as the choice sees it."""

    rule_id: int
    vendor_id: int | None
    market: str
    rate: Decimal
    valid_from: date
    valid_until: date | None

    def matches(self, *, vendor_id: int, market: str, on: date) -> bool:
        """Whether a sale of that vendor in that market on that day falls under the rule."""
        in_force = self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
        return in_force and self.vendor_id in (None, vendor_id) and self.market in ("", market)


def commission(terms: Sequence[CommissionTerms], *, vendor_id: int, market: str, on: date) -> Commission:
    """The first of the terms, in their order, that matches; no commission where none does."""
    for rule in terms:
        if rule.matches(vendor_id=vendor_id, market=market, on=on):
            return Commission(rule.rule_id, rule.rate)
    return Commission(None, Decimal(0))


def unreachable(terms: Iterable[CommissionTerms]) -> list[int]:
    """The ids of rules that an earlier, wider rule always wins over."""
    seen: list[CommissionTerms] = []
    hidden: list[int] = []
    for rule in terms:
        if any(_covers(earlier, rule) for earlier in seen):
            hidden.append(rule.rule_id)
        seen.append(rule)
    return hidden


def _covers(wide: CommissionTerms, narrow: CommissionTerms) -> bool:
    ends = wide.valid_until is None or (narrow.valid_until is not None and narrow.valid_until <= wide.valid_until)
    return (
        wide.vendor_id in (None, narrow.vendor_id)
        and wide.market in ("", narrow.market)
        and wide.valid_from <= narrow.valid_from
        and ends
    )
