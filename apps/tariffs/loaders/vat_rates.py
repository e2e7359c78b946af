"""Tariffs · rates of value added tax from lists → standard rates by country and day.

Three forms: CSV with country, effective_from and standard_rate (a row for each change); JSON with `items` by country,
each with `effective_from` and `rates`; JSON with `rates` by country, of one day.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from .files import opened
from .rows import ListedTax, Unread, Unreadable

_COUNTRIES: Mapping[str, str] = {"EL": "GR", "UK": "GB"}
_OF_OLD = "0000-01-01"


def read(path: Path, *, unread: Unread) -> list[ListedTax]:
    """The standard rates that a file lists, by country and day.

    Raises:
        Unreadable: it has none of the three forms.
    """
    with opened(path) as file:
        content = file.read()
    try:
        text = content.decode("utf-8-sig")
        if text.lstrip().startswith("{"):
            given = json.loads(text, parse_float=Decimal, parse_int=Decimal)
            found = list(_dated(given["items"], unread) if "items" in given else _of_a_day(given["rates"]))
        else:
            found = list(_changes(text))
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise Unreadable(f"{path.name} is no list of rates of value added tax: {error!r}.") from error
    if not found:
        raise Unreadable(f"{path.name} has no rate.")
    return sorted(found, key=lambda one: (one.country, one.first or date.min))


def _changes(text: str) -> Iterator[ListedTax]:
    for row in csv.DictReader(io.StringIO(text)):
        first = date.fromisoformat(row["effective_from"])
        yield ListedTax(_country(row["country"]), Decimal(row["standard_rate"]) / 100, first)


def _dated(items: Mapping[str, Any], unread: Unread) -> Iterator[ListedTax]:
    for country, periods in items.items():
        for period in periods:
            rates = {name: Decimal(rate) / 100 for name, rate in period["rates"].items()}
            since = period["effective_from"]
            for place in period.get("exceptions") or ():
                unread.add("territories with rates of their own, by postcode", f"{country}, {place['name']}")
            others = frozenset(rate for name, rate in rates.items() if name != "standard")
            first = None if since == _OF_OLD else date.fromisoformat(since)
            yield ListedTax(_country(country), rates["standard"], first, others)


def _of_a_day(rates: Mapping[str, Any]) -> Iterator[ListedTax]:
    for country, row in rates.items():
        others = [*row.get("reduced", ()), row.get("super_reduced"), row.get("parking")]
        told = frozenset(Decimal(rate) / 100 for rate in others if rate is not None)
        yield ListedTax(_country(country), Decimal(row["standard"]) / 100, None, told)


def _country(code: str) -> str:
    return _COUNTRIES.get(code, code)
