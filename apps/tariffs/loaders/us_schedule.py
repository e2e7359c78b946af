"""Tariffs · the Harmonized Tariff Schedule of the United States as the USITC exports it → measures.

CSV with htsno, general, special, column2 and footnotes, a row a line. A rate holds for its number and those below;
lines without a rate inherit. Column 1 general is the duty on third countries, special are preferences and purposes,
column 2 the duty on goods of the countries in general note 3(b). Of chapter 99 the additional duties of section 301
are read: a line's footnote names the heading, and that names country, rate and days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from apps.tariffs.rules.expressions import plain
from apps.tariffs.types import MeasureType

from . import us_programmes
from .files import table
from .rows import DoesNotFit, ListedMeasure, Unread, Unreadable, once
from .us_duties import expression

COLUMNS = ("htsno", "description", "general", "special", "column2", "footnotes")
_WITH_RATES = (4, 6, 8, 10)
_SPECIAL_CHAPTERS = ("98", "99")
_SPECIAL = re.compile(r"([^()]*)\(([^()]*)\)")
_SYMBOL = re.compile(r"[A-Z]{1,2}[+*]?")
_HEADING = re.compile(r"99\d\d\.\d\d\.\d\d")
_ADDED = re.compile(r"\[?The duty provided in ?the applicable subheading ?(?:\+|plus) ?(\d+(?:\.\d+)?)%\]?")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_DAY = rf"({'|'.join(_MONTHS)}) (\d{{1,2}}), (\d{{4}})"
_FROM, _BEFORE, _THROUGH = (re.compile(f"{words} {_DAY}") for words in ("on or after", "before", "through"))
# Headings of chapter 99 that lay one more duty on goods → its layer, and how it is called.
_LAYERS: Mapping[str, tuple[str, str]] = {
    "9903.88": ("section_301", "Section 301 duty"),
    "9903.91": ("section_301", "Section 301 duty"),
}
_COUNTRIES: Mapping[str, str] = {"product of China": "CN"}


@dataclass(frozen=True)
class Additional:
    """An additional duty of chapter 99: a layer upon others, from its first to its last day."""

    heading: str
    layer: str
    label: str
    origin: str
    percent: Decimal
    first: date | None
    last: date | None


def measures(path: Path, *, listed_on: date, unread: Unread) -> Iterator[ListedMeasure]:
    """The duties of a schedule, in its order; `unread` is told what was left out.

    Raises:
        Unreadable: it is no such schedule.
    """
    return once(_measures(path, listed_on, unread), unread)


def _measures(path: Path, listed_on: date, unread: Unread) -> Iterator[ListedMeasure]:
    added = _additional(path)
    is_empty = True
    for row in table(path, *COLUMNS):
        number = row["htsno"].strip()
        code = number.replace(".", "")
        if not code:
            continue
        if not code.isdigit() or len(code) not in _WITH_RATES:
            raise Unreadable(f"“{number}” in {path.name} is no number of the schedule.")
        is_empty = False
        if code.startswith(_SPECIAL_CHAPTERS):
            if code.startswith("98") and row["general"].strip():
                unread.add("special classifications of chapter 98", number)
            continue
        yield from _of_line(row, number, code, listed_on, unread)
        yield from _upon(row["footnotes"], number, code, added, listed_on, unread)
    if is_empty:
        raise Unreadable(f"{path.name} has no line.")


def _of_line(
    row: Mapping[str, str], number: str, code: str, listed_on: date, unread: Unread
) -> Iterator[ListedMeasure]:
    if text := row["general"].strip():
        yield from _duty(
            text, ListedMeasure(code, "", MeasureType.MFN, basis=f"HTS {number}, column 1, general"), unread
        )
    if text := row["column2"].strip():
        basis = f"HTS {number}, column 2; countries of general note 3(b)"
        listed = ListedMeasure(code, "", MeasureType.MFN, origin=us_programmes.COLUMN_2, basis=basis)
        yield from _duty(text, listed, unread)
    if row["special"].strip():
        for listed in _special(row["special"], number, code, unread):
            if listed.last is None or listed.last >= listed_on:
                yield listed


def _special(text: str, number: str, code: str, unread: Unread) -> Iterator[ListedMeasure]:
    found = _SPECIAL.findall(text)
    if not found:
        unread.add("special rates that name no programme", number)
    for said, told in found:
        symbols = frozenset(_SYMBOL.findall(told))
        for symbol in sorted(symbols):
            if not us_programmes.is_known(symbol):
                unread.add(us_programmes.why_left_out(symbol), number)
        known = frozenset(filter(us_programmes.is_known, symbols))
        for kind, origin, programme, last in us_programmes.places(known):
            is_purpose = kind == MeasureType.SUSPENSION
            listed = ListedMeasure(
                code, "", kind, origin=origin, basis=f"HTS {number}, column 1, special ({programme})", last=last,
                additional_code=programme.partition(",")[0] if is_purpose else "",
                needs_claim=is_purpose, needs_proof=not is_purpose, needs_direct_transport=not is_purpose,
            )  # fmt: skip
            yield from _duty(said, listed, unread)


def _duty(text: str, listed: ListedMeasure, unread: Unread) -> Iterator[ListedMeasure]:
    try:
        yield replace(listed, expression=expression(text))
    except DoesNotFit as problem:
        where = listed.basis.removeprefix("HTS ")
        unread.add(f"{_column(listed)}: {problem}", where.partition(",")[0])


def _column(listed: ListedMeasure) -> str:
    if listed.type != MeasureType.MFN:
        return "special rate"
    return "column 2" if listed.origin == us_programmes.COLUMN_2 else "general rate"


def _additional(path: Path) -> dict[str, Additional | str]:
    """The headings of chapter 99 that may stand upon others, by number; or why one is not read."""
    found: dict[str, Additional | str] = {}
    for row in table(path, *COLUMNS):
        number = row["htsno"].strip()
        if _HEADING.fullmatch(number) and number not in found:
            found[number] = _read_heading(number, row["general"].strip(), row["description"])
    return found


def _read_heading(number: str, general: str, description: str) -> Additional | str:
    layer = _LAYERS.get(number[:7])
    added = _ADDED.fullmatch(general)
    if layer is None:
        return f"chapter 99 heading {number[:7]}: its additional duty is not one that is read"
    if added is None:
        return "section 301: exclusions, which need more than the code"
    origin = next((country for words, country in _COUNTRIES.items() if words in description), None)
    if origin is None:
        return f"chapter 99 heading {number}: names no country that is known"
    before, through = _day(_BEFORE, description), _day(_THROUGH, description)
    last = before - timedelta(days=1) if before else through
    return Additional(number, *layer, origin, Decimal(added[1]), _day(_FROM, description), last)


def _day(pattern: re.Pattern[str], text: str) -> date | None:
    found = pattern.search(text)
    return date(int(found[3]), _MONTHS.index(found[1]) + 1, int(found[2])) if found else None


def _upon(
    footnotes: str, number: str, code: str, added: Mapping[str, Additional | str], listed_on: date, unread: Unread
) -> Iterator[ListedMeasure]:
    """The additional duties that footnotes of a line name: of one layer on each day the highest."""
    by_layer: dict[tuple[str, str], list[Additional]] = {}
    for heading in dict.fromkeys(_HEADING.findall(footnotes)):
        known = added.get(heading, "footnotes on headings that the file lacks")
        if isinstance(known, str):
            unread.add(known, number)
        elif known.last is None or known.last >= listed_on:
            by_layer.setdefault((known.layer, known.origin), []).append(known)
    for (layer, origin), each in by_layer.items():
        for first, last, highest in _in_turn(each, listed_on):
            yield ListedMeasure(
                code, f"{plain(highest.percent)}%", MeasureType.REMEDY, layer=layer, origin=origin,
                label=highest.label, basis=f"HTS {highest.heading}, by the footnote of {number}",
                note="" if len(each) == 1 else "Several additional duties are named; the highest is used.",
                first=first, last=last,
            )  # fmt: skip


def _in_turn(each: list[Additional], listed_on: date) -> Iterator[tuple[date | None, date | None, Additional]]:
    """Spans of days one after another with the highest duty of each; one from the list's day on has no first day."""
    starts = {max(one.first or listed_on, listed_on) for one in each}
    ends = {one.last + timedelta(days=1) for one in each if one.last}
    days = sorted(starts | ends)
    for place, day in enumerate(days):
        holding = [
            one for one in each if (one.first is None or one.first <= day) and (one.last is None or one.last >= day)
        ]
        if holding:
            last = days[place + 1] - timedelta(days=1) if place + 1 < len(days) else None
            highest = max(holding, key=lambda one: (one.percent, one.heading))
            yield (day if day > listed_on else None), last, highest
