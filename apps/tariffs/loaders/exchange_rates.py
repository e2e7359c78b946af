"""Tariffs · rates of exchange that customs authorities reckon by, as HMRC and the ECB publish them.

HMRC: monthly units per pound, as XML (`exchangeRateMonthList`), as its CSV, or as CSV with period_start, period_end,
currency and units_per_gbp. ECB: the history of euro reference rates as CSV. Of those customs takes the rate of the
penultimate Wednesday of a month for the month after (Regulation (EU) 2015/2447, article 146).
"""

from __future__ import annotations

import csv
import io
from calendar import WEDNESDAY, monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lxml import etree

from .files import opened
from .rows import ListedRate, Unread, Unreadable

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# How HMRC heads its columns → how we call them.
_HEADS: Mapping[str, str] = {
    "period_start": "first", "start date": "first", "period_end": "last", "end date": "last", "currency": "currency",
    "currency code": "code", "units_per_gbp": "rate", "currency units per £1": "rate",
}  # fmt: skip


def hmrc(path: Path, *, unread: Unread) -> list[ListedRate]:
    """The rates of a file of HMRC's, each currency once a period.

    Raises:
        Unreadable: it is none.
    """
    with opened(path) as file:
        content = file.read()
    try:
        rates = _from_xml(content) if content.lstrip()[:1] == b"<" else _from_csv(content.decode("utf-8-sig"))
        return _once(rates, path, unread)
    except (etree.XMLSyntaxError, UnicodeDecodeError, ValueError, KeyError, InvalidOperation) as error:
        raise Unreadable(f"{path.name} has no monthly rates of HMRC: {error!r}.") from error


def ecb(path: Path, *, since: date | None, unread: Unread) -> list[ListedRate]:
    """The rates of a month for each month of the ECB's history that is whole, from that of `since` on.

    Raises:
        Unreadable: it is no such history.
    """
    days: dict[date, dict[str, str]] = {}
    with opened(path) as file:
        try:
            for row in csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline="")):
                days[date.fromisoformat(row["Date"])] = row
        except (UnicodeDecodeError, ValueError, KeyError) as error:
            raise Unreadable(f"{path.name} is no history of euro reference rates: {error!r}.") from error
    if not days:
        raise Unreadable(f"{path.name} has no day.")
    return list(_monthly(days, since, unread))


def penultimate_wednesday(year: int, month: int) -> date:
    """The last Wednesday but one of a month."""
    end = date(year, month, monthrange(year, month)[1])
    return end - timedelta(days=(end.weekday() - WEDNESDAY) % 7 + 7)


def _monthly(days: Mapping[date, Mapping[str, str]], since: date | None, unread: Unread) -> Iterator[ListedRate]:
    newest = max(days)
    for year, month in sorted({(day.year, day.month) for day in days}):
        fixed = penultimate_wednesday(year, month)
        first = (date(year, month, 28) + timedelta(days=4)).replace(day=1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        if fixed > newest or (since is not None and last < since):
            continue
        row = next((days[day] for back in range(7) if (day := fixed - timedelta(days=back)) in days), None)
        if row is None:
            unread.add("months without a rate in the week of their penultimate Wednesday", f"{year}-{month:02d}")
            continue
        for currency, text in row.items():
            if currency and len(currency) == 3 and text and text not in ("N/A", ""):
                yield ListedRate("EUR", currency, Decimal(text), first, last)


def _from_xml(content: bytes) -> Iterator[ListedRate]:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("it declares a document type or an entity")
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    begins, _to, ends = str(root.get("Period", "")).partition(" to ")
    first, last = _day(begins), _day(ends)
    for row in root.iter("{*}exchangeRate"):
        yield ListedRate("GBP", row.findtext("{*}currencyCode"), Decimal(row.findtext("{*}rateNew")), first, last)


def _from_csv(text: str) -> Iterator[ListedRate]:
    for given in csv.DictReader(io.StringIO(text)):
        row = {_HEADS[name.strip().lower()]: value for name, value in given.items() if name.strip().lower() in _HEADS}
        currency = (row.get("code") or row["currency"]).strip()
        yield ListedRate("GBP", currency, Decimal(row["rate"].replace(",", "")), _day(row["first"]), _day(row["last"]))


def _once(rates: Iterator[ListedRate], path: Path, unread: Unread) -> list[ListedRate]:
    """Countries share currencies, so that a currency comes again; never with another rate."""
    found: dict[tuple[str, date], ListedRate] = {}
    for rate in rates:
        known = found.setdefault((rate.currency, rate.first), rate)
        if known.rate != rate.rate:
            unread.add("currencies with two rates in a period; the first is used", f"{rate.currency} {rate.first}")
    if not found:
        raise Unreadable(f"{path.name} has no rate.")
    return list(found.values())


def _day(text: str) -> date:
    """A day as 2026-09-01, 01/09/2026 or 01/Sep/2026."""
    parts: Sequence[str] = text.strip().split("/")
    if len(parts) != 3:
        return date.fromisoformat(text.strip())
    month = int(parts[1]) if parts[1].isdigit() else _MONTHS.index(parts[1][:3].lower()) + 1
    return date(int(parts[2]), month, int(parts[0]))
