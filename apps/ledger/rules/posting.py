"""Ledger · arithmetic of entries: pure."""

from __future__ import annotations

from collections import defaultdict

from apps.common.money import to_minor
from apps.ledger.errors import NothingToPost, Unbalanced
from apps.ledger.types import AccountCode, Entry

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
