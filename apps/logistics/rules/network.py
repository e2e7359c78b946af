"""Logistics · rows of hubs and legs read from CSV: pure."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from apps.common.currency_table import CODES

from ..types import HubKind, LegMode

MOST_ROWS = 5_000


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line of a file; the header is line 1."""

    line: int
    column: str
    text: str


class BadCell(ValueError):
    """A cell cannot be read; the text says what would do."""


Read = Callable[[str], Any]


def read_rows(
    text: str, columns: Mapping[str, Read], optional: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The rows of a CSV file, each with its `line`, and what is wrong with it; a row with a problem is left out.

    `columns` says how a cell is read, `optional` what an empty one or a missing column means.
    """
    sheet = csv.DictReader(text.splitlines())
    named = set(sheet.fieldnames or ())
    missing = [name for name in columns if name not in optional and name not in named]
    if missing:
        return [], [Problem(1, name, _("This column is missing.")) for name in missing]
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for line, cells in enumerate(sheet, start=2):
        if line > MOST_ROWS + 1:
            return rows, [*problems, Problem(line, "", _("A file has at most %(n)s rows.") % {"n": MOST_ROWS})]
        found = list(_problems(cells, columns, optional))
        problems += [Problem(line, column, told) for column, told in found]
        if not found:
            rows.append({"line": line, **_values(cells, columns, optional)})
    return rows, problems


def _problems(cells: Mapping[str, str], columns: Mapping[str, Read], optional: Mapping[str, Any]) -> Iterator[Any]:
    for name, read in columns.items():
        try:
            _value(cells, name, read, optional)
        except BadCell as bad:
            yield name, str(bad)


def _values(cells: Mapping[str, str], columns: Mapping[str, Read], optional: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(cells, name, read, optional) for name, read in columns.items()}


def _value(cells: Mapping[str, str], name: str, read: Read, optional: Mapping[str, Any]) -> Any:
    cell = (cells.get(name) or "").strip()
    if not cell:
        if name in optional:
            return optional[name]
        raise BadCell(_("Fill this in."))
    return read(cell)


def _number(low: str, high: str, places: int = 4) -> Read:
    def read(cell: str) -> Decimal:
        try:
            value = Decimal(cell)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not Decimal(low) <= value <= Decimal(high) or round(value, places) != value:
            raise BadCell(_("Give a number from %(low)s to %(high)s.") % {"low": low, "high": high})
        return value

    return read


def _whole(high: int) -> Read:
    def read(cell: str) -> int:
        if not (cell.isascii() and cell.isdigit() and int(cell) <= high):
            raise BadCell(_("Give a whole number from 0 to %(high)s.") % {"high": high})
        return int(cell)

    return read


def _text(most: int) -> Read:
    def read(cell: str) -> str:
        if len(cell) > most:
            raise BadCell(_("Use at most %(n)s characters.") % {"n": most})
        return cell

    return read


def _one_of(allowed: Any, shown: str) -> Read:
    def read(cell: str) -> str:
        if cell not in allowed:
            raise BadCell(_("“%(cell)s” is not known: use %(shown)s.") % {"cell": cell[:40], "shown": shown})
        return cell

    return read


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise BadCell(_("Give a day as 2026-05-31.")) from None


def _clock(cell: str) -> time:
    try:
        found: time | None = time.fromisoformat(cell)
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        raise BadCell(_("Give a time as 18:30."))
    return found


def _weekdays(cell: str) -> list[int]:
    if not set(cell) <= set("1234567 "):
        raise BadCell(_("Give weekdays as digits, 1 for Monday: 135."))
    return sorted({int(digit) for digit in cell if digit != " "})


def _instants(cell: str) -> list[datetime]:
    try:
        found = [datetime.fromisoformat(one) for one in cell.split()]
    except ValueError:
        found = []
    if not found or any(one.tzinfo is None for one in found):
        raise BadCell(_("Give instants with their offset: 2026-05-31T18:30+08:00, several with blanks between."))
    return sorted(found)


def _code(cell: str) -> str:
    if not (5 <= len(cell) <= 8 and cell.isascii() and cell.isalnum() and cell.isupper()):
        raise BadCell(_("A hub's code is a UN/LOCODE, such as NLRTM."))
    return cell


_MODES, _KINDS = ", ".join(LegMode.values), ", ".join(HubKind.values)
HUB_COLUMNS: Mapping[str, Read] = {
    "code": _code,
    "name": _text(60),
    "kind": _one_of(HubKind.values, _KINDS),
    "country": _text(2),
    "latitude": _number("-90", "90"),
    "longitude": _number("-180", "180"),
    "timezone": _one_of(available_timezones(), "Asia/Shanghai, Europe/Berlin …"),
    "handling_h": _whole(720),
    "handling_price": _number("0", "9999999", 2),
    "currency": _one_of(CODES, "EUR, USD, CNY …"),
    "source": _text(160),
}
HUB_OPTIONAL: Mapping[str, Any] = {"handling_h": 6, "handling_price": Decimal(0), "currency": "USD", "source": ""}
LEG_COLUMNS: Mapping[str, Read] = {
    "code": _text(24),
    "carrier": _text(60),
    "mode": _one_of(LegMode.values, _MODES),
    "origin": _code,
    "destination": _code,
    "weekdays": _weekdays,
    "departs_at": _clock,
    "departures": _instants,
    "valid_from": _day,
    "valid_until": _day,
    "transit_h": _whole(5_000),
    "currency": _one_of(CODES, "EUR, USD, CNY …"),
    "kg_price": _number("0", "999999"),
    "cbm_price": _number("0", "99999999", 2),
    "minimum_price": _number("0", "99999999", 2),
    "distance_km": _whole(50_000),
    "co2_g_tkm": _number("0", "999999", 2),
    "co2_source": _text(160),
    "reliability": _number("0.001", "1", 3),
    "late_h": _whole(2_000),
    "most_kg": _whole(2_000_000_000),
    "most_cbm": _whole(2_000_000_000),
    "source": _text(160),
}
LEG_OPTIONAL: Mapping[str, Any] = {
    "weekdays": [], "departs_at": None, "departures": [], "valid_until": None, "currency": "USD",
    "minimum_price": Decimal(0), "late_h": 0, "most_kg": 0, "most_cbm": 0,
}  # fmt: skip
