"""Registrations · who accounts for the tax on a consignment, by the stored table · public schema."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from apps.common.remember import Remembered
from apps.registrations.models import AccountingRow
from apps.registrations.rules.accounting import SaleFacts, accounts_for_tax
from apps.registrations.types import Accounting, AccountingRule, Liable

from . import holdings

_TABLE = "table"
_JOIN = "+"
_rules: Remembered[dict[str, tuple[AccountingRule, ...]]] = Remembered(seconds=60, most=1)


def accounts_for(
    scheme: str,
    *,
    ship_to: str,
    seller: str,
    is_business: bool,
    on: date,
    members: Collection[str] = (),
    is_in_shop: bool = False,
) -> tuple[Accounting, ...]:
    """Who accounts for the tax, for each of the schemes that an assessment joins by "+"; the same is told once.

    `seller` is the country of the seller, `members` are those of the destination's customs territory, `is_in_shop` as
    SaleFacts'. What the table has no row for is left out. No query when warm.
    """
    table = rules_of_accounting()
    facts = (SaleFacts(one, ship_to, seller, is_business, on, members, is_in_shop) for one in scheme.split(_JOIN))
    found = (accounts_for_tax(one, table.get(one.scheme, ())) for one in facts)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def rules_of_accounting() -> dict[str, tuple[AccountingRule, ...]]:
    """The decision table by the scheme of the tariffs; remembered for a minute. One query when cold."""
    found = _rules.get(_TABLE)
    if found is None:
        by_scheme: dict[str, tuple[AccountingRule, ...]] = {}
        for row in AccountingRow.objects.order_by("code"):
            by_scheme[row.scheme] = (*by_scheme.get(row.scheme, ()), _rule(row))
        found = _rules.put(_TABLE, by_scheme)
    return found


def missing(on: date) -> tuple[str, ...]:
    """The schemes under which the marketplace would account for tax as deemed supplier and has no number on a day."""
    rules = (rule for found in rules_of_accounting().values() for rule in found)
    asked = {
        rule.registration
        for rule in rules
        if rule.liable == Liable.MARKETPLACE and rule.since <= on and (rule.until is None or on < rule.until)
    }
    return tuple(sorted(asked - set(holdings.held(on))))


def forget() -> None:
    """Read the table again at the next call."""
    _rules.forget()


def _rule(row: AccountingRow) -> AccountingRule:
    return AccountingRule(
        code=row.code,
        jurisdiction=row.jurisdiction,
        scheme=row.scheme,
        seller=row.seller,
        buyer=row.buyer,
        liable=row.liable,
        mechanism=row.mechanism,
        registration=row.registration,
        since=row.valid.lower or date.min,
        until=row.valid.upper,
        basis=row.basis,
        source_title=row.source_title,
        source_url=row.source_url,
        checked_on=row.checked_on,
        is_verified=row.is_verified,
    )
