"""Common · by which clock people go at a place: the nearest time zone of its country · no tables."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

_LINE = re.compile(r"^([A-Z]{2})\t([+-]\d{4,6})([+-]\d{5,7})\t(\S+)")


def at_place(at: datetime, *, country: str, lat: float | None, lon: float | None) -> datetime | None:
    """An instant by the clock of a place (degrees); None where the country has several zones and no place is told.

    Source: zone.tab of the IANA time zone database, which names a place for each zone.
    """
    zones = _zones().get(country, ())
    if len(zones) > 1 and (lat is None or lon is None):
        return None
    return at.astimezone(ZoneInfo(_nearest(country, lat or 0.0, lon or 0.0))) if zones else None


def day_at(at: datetime, *, country: str, lat: float | None, lon: float | None) -> date:
    """Which day it is at a place (degrees); where no place is told, the day that is over nowhere in the country."""
    there = at_place(at, country=country, lat=lat, lon=lon)
    if there is not None:
        return there.date()
    return min((at.astimezone(ZoneInfo(name)).date() for name, *_ in _zones().get(country, ())), default=at.date())


@lru_cache(maxsize=4096)
def _nearest(country: str, lat: float, lon: float) -> str:
    return min(_zones()[country], key=lambda zone: (zone[1] - lat) ** 2 + (zone[2] - lon) ** 2)[0]


@cache
def _zones() -> dict[str, tuple[tuple[str, float, float], ...]]:
    """(name, latitude, longitude) of each country's zones."""
    found: dict[str, tuple[tuple[str, float, float], ...]] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if told := _LINE.match(line):
            country, lat, lon, name = told.groups()
            found[country] = (*found.get(country, ()), (name, _degrees(lat, 2), _degrees(lon, 3)))
    return found


def _degrees(text: str, digits: int) -> float:
    """±DDMM, ±DDMMSS or, with three digits, ±DDDMM and ±DDDMMSS (ISO 6709) in degrees."""
    sign, rest = (-1 if text[0] == "-" else 1), text[1:]
    degrees, minutes, seconds = rest[:digits], rest[digits : digits + 2], rest[digits + 2 :] or "0"
    return sign * (int(degrees) + int(minutes) / 60 + int(seconds) / 3600)
