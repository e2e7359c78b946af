"""Tariffs · reads, remembered in the process · public schema."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from djmoney.money import Money

from apps.common.money import rounded
from apps.currencies import selectors as currencies
from apps.currencies.errors import RateMissing
from apps.markets import selectors as markets
from apps.markets.errors import MarketUnknown

from . import rules
from .errors import DatumMissing
from .models import (
    Fee,
    Jurisdiction,
    JurisdictionPolicy,
    Measure,
    OriginProof,
    Regime,
    Restriction,
    RuleRevision,
    Stacking,
    TaxRate,
)
from .rows import Stored, rule_set
from .types import Assessment, Consignment, ConsignmentLine, RuleKind, RuleSet

EVERYWHERE = "WORLD"
_MODELS: dict[RuleKind, Any] = {
    RuleKind.POLICY: JurisdictionPolicy,
    RuleKind.REGIME: Regime,
    RuleKind.MEASURE: Measure,
    RuleKind.STACKING: Stacking,
    RuleKind.PROOF: OriginProof,
    RuleKind.TAX_RATE: TaxRate,
    RuleKind.FEE: Fee,
    RuleKind.RESTRICTION: Restriction,
}
_SECONDS = 60


@dataclass(frozen=True)
class _Book:
    """All rules of a destination, and the sets made of them: one for each span of days in which nothing changes."""

    revision: int
    members: frozenset[str]
    stored: Stored
    changes: list[date]
    sets: dict[tuple[int, str], RuleSet] = field(default_factory=dict)


_revision: tuple[float, int] = (0.0, 0)
_books: dict[str, _Book] = {}


def rules_for(ship_to: str, as_of: date) -> RuleSet:
    """The rules in force for deliveries to a country on a day.

    Remembered in the process until rules change, for every day at once; a change by
    another process is seen within a minute. A handful of queries when cold, none
    when warm.

    Raises:
        DatumMissing: we have no rules for the country.
    """
    revision = _current_revision()
    book = _books.get(ship_to)
    if book is None or book.revision != revision:
        book = _books[ship_to] = _read(ship_to, revision)
    incoterm = _incoterm(ship_to)
    span = bisect_right(book.changes, as_of), incoterm
    found = book.sets.get(span)
    if found is None:
        stored = book.stored.on(as_of)
        found = rule_set(ship_to, as_of, members=book.members, incoterm=incoterm, stored=stored)
        book.sets[span] = found
    return found if found.as_of == as_of else replace(found, as_of=as_of)


def assess(consignment: Consignment, *, as_of: date) -> Assessment:
    """Duty, tax and fees of a consignment on a day.

    Raises:
        DatumMissing: a rule, rate, code or quantity is missing; it is named.
    """
    return rules.assess(consignment, as_of=as_of, rules=rules_for(consignment.ship_to, as_of))


def forget() -> None:
    """Look for changed rules at the next call."""
    global _revision
    _revision = (0.0, 0)
    _books.clear()


def _current_revision() -> int:
    global _revision
    until, revision = _revision
    if until <= time.monotonic():
        newest = RuleRevision.objects.order_by("-pk").values_list("pk", flat=True).first()
        revision = newest or 0
        _revision = (time.monotonic() + _SECONDS, revision)
    return revision


def _read(ship_to: str, revision: int) -> _Book:
    places = list(Jurisdiction.objects.values_list("code", "parent_id", "country"))
    here = next((place for place in places if place[2] == ship_to), None)
    if here is None:
        raise DatumMissing(datum=f"rules for deliveries to {ship_to}", field="ship_to")
    code, union, _country = here
    members = {country for _code, parent, country in places if union and parent == union} | {ship_to}
    chain = [place for place in (code, union, EVERYWHERE) if place]

    def rows(model: Any) -> list[Any]:
        fitting = model.objects.filter(jurisdiction__in=chain, is_enabled=True).select_related("source")
        return sorted(fitting, key=lambda row: (chain.index(row.jurisdiction_id), row.pk))

    stored = Stored(*(rows(model) for model in (JurisdictionPolicy, Regime, Measure, TaxRate, Fee)))
    return _Book(revision, frozenset(members), stored, stored.changes())


def _incoterm(ship_to: str) -> str:
    """What our market promises; where we have none, duties are the buyer's."""
    try:
        return str(markets.for_country(ship_to).duty_policy)
    except MarketUnknown:
        return "DAP"


def rules_of_kind(kind: RuleKind) -> QuerySet[Any]:
    """Every rule of a kind with its source, those that are over or not enabled too, to be narrowed and cut."""
    return _MODELS[kind].objects.select_related("source")


def explain(
    goods: Sequence[tuple[str, str, Decimal, int, int]],
    *,
    ship_from: str,
    ship_to: str,
    currency: str,
    on: date,
    freight: Decimal = Decimal(0),
    insurance: Decimal = Decimal(0),
    buyer_is_business: bool = False,
    region: str = "",
) -> Assessment:
    """What a parcel would owe on a day: `goods` are (HS code, origin, value of all, grams of all, quantity).

    Amounts are in `currency` and rounded to its exponent.

    Raises:
        DatumMissing: a rule, rate, exchange rate, code or quantity is missing; it is named.
    """
    try:
        rates = currencies.rate_table(on).into(currency)
    except RateMissing as error:
        raise DatumMissing(datum=f"the exchange rate of {currency} on {on}", field="currency") from error

    def money(amount: Decimal) -> Money:
        return rounded(Money(amount, currency))

    consignment = Consignment(
        ship_from=ship_from,
        ship_to=ship_to,
        region=region,
        buyer_is_business=buyer_is_business,
        currency=currency,
        lines=tuple(
            ConsignmentLine(f"{index}", code, origin, quantity, money(value), grams)
            for index, (code, origin, value, grams, quantity) in enumerate(goods, start=1)
        ),
        freight=money(freight),
        insurance=money(insurance),
        rates=rates,
    )
    return assess(consignment, as_of=on)
