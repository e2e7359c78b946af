"""Tariffs · what a consignment owes by the stored rules · public schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.common.money import rounded
from apps.currencies import selectors as currencies
from apps.currencies.errors import RateMissing
from apps.tariffs import rules
from apps.tariffs.errors import DatumMissing
from apps.tariffs.rules import comparing, overlay
from apps.tariffs.types import Assessment, Consignment, ConsignmentLine, Outcome, RuleSet

from . import books
from .lenses import NOW, Lens

_NEAR = timedelta(days=14)
_MOST_OUTCOMES = 3
_APART = ("lines", "region", "postcode")


def rules_for(ship_to: str, as_of: date, *, region: str = "", postcode: str = "") -> RuleSet:
    """The rules in force for deliveries to a country on a day, but for duties of single codes.

    Remembered in the process until rules change, for every day at once; a change by
    another process is seen within a minute. A handful of queries when cold, none
    when warm.

    Raises:
        DatumMissing: we have no rules for the country.
    """
    return books.book_of(ship_to, region=region, postcode=postcode).rules(as_of, ())


def assess(
    consignment: Consignment, *, as_of: date, changes: overlay.Overlay = overlay.NOTHING, lens: Lens = NOW
) -> Assessment:
    """Duty, tax and fees of a consignment that is sold on a day; `changes` stand over the stored rules for this call.

    The rules are those that hold now, unless they are read through another `lens`. The same question is answered out
    of this process's memory while they hold: a buyer asks it in the cart, at the checkout and when paying.

    Where a rule for these goods changes within two weeks of the import, the answer holds what would be owed on the
    other side of it too. One query for measures of codes that were not asked for before, none else when warm.

    Raises:
        DatumMissing: a rule, rate, code or quantity is missing; it is named.
        InvalidInput: a duty is supposed of a tariff that no scheme which is claimed compares with.
    """
    book = books.book_of(consignment.ship_to, region=consignment.region, postcode=consignment.postcode, lens=lens)
    if changes is not overlay.NOTHING:
        return _assessed(consignment, book, as_of=as_of, changes=changes, lens=lens)
    here = books.told_apart(book, consignment.region, consignment.postcode)
    question = (as_of, book.incoterm, here, _told(consignment))
    known = book.answers.get(question)
    if known is None:
        known = book.answers.put(question, _assessed(consignment, book, as_of=as_of, changes=changes, lens=lens))
    return known


def _told(row: Consignment | ConsignmentLine) -> tuple[Any, ...]:
    """All that is said of a consignment but where in its country it goes, to be compared with another one."""
    return tuple(
        tuple(sorted(value.items())) if isinstance(value, Mapping) else value
        for name, value in row.__dict__.items()
        if name not in _APART
    ) + tuple(map(_told, getattr(row, "lines", ())))


def _assessed(
    consignment: Consignment, book: books.Book, *, as_of: date, changes: overlay.Overlay, lens: Lens
) -> Assessment:
    codes = sorted({line.hs_code for line in consignment.lines if line.hs_code})
    tariffs: dict[str, books.Book] = {}

    def on(day: date) -> RuleSet:
        days = {as_of, day, consignment.export_date or as_of}
        known = books.with_official_rates(book.rules(day, codes), days, sold=as_of, lens=lens)
        compared = {code: books.book_of(code, lens=lens) for code in comparing.compared(known, consignment.claims)}
        if compared:
            tariffs.update(compared)
            known = replace(known, others={code: other.rules(day, codes) for code, other in compared.items()})
        return overlay.applied(changes, known)

    sold = on(as_of)

    def imported(day: date) -> Assessment:
        if day == as_of:
            return rules.assess(consignment, as_of=as_of, rules=sold)
        return rules.assess(replace(consignment, import_date=day), as_of=as_of, rules=sold, arrival=on(day))

    expected = consignment.import_date or as_of
    found = imported(expected)
    if unknown := changes.tariffs - tariffs.keys():
        problem = _("No scheme that is claimed compares with the tariff of %(country)s: leave it out, or claim one.")
        raise InvalidInput(field="rules.duty", problem=problem, country=", ".join(sorted(unknown)))
    others = []
    days = {day for each in (book, *tariffs.values()) for day in each.days_of_change(codes)}
    for day in _other_days(sorted(days), as_of, expected):
        try:
            other = imported(day)
        except DatumMissing:
            continue
        if (other.scheme, other.duty, other.tax, other.fees) != (found.scheme, found.duty, found.tax, found.fees):
            others.append(Outcome(day, other.scheme, other.duty, other.tax, other.fees, other.rule_set))
    return replace(found, outcomes=tuple(others)) if others else found


def is_taxed_alike(ship_to: str, one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two addresses of a country, as (region, postcode), are under the same rules. No query when warm.

    Raises:
        DatumMissing: we have no rules for the country.
    """
    there = [books.told_apart(books.book_of(ship_to, region=at[0], postcode=at[1]), *at) for at in (one, other)]
    return there[0] == there[1]


def _other_days(changes: Sequence[date], as_of: date, expected: date) -> Iterator[date]:
    """The nearest days beyond changes near the import: the first of what follows, the last of what was."""
    near = [day for day in changes if abs(day - expected) <= _NEAR]
    for day in near[:_MOST_OUTCOMES]:
        if day > expected:
            yield day
        elif day - timedelta(days=1) >= as_of:
            yield day - timedelta(days=1)


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
