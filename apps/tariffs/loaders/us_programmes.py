"""Tariffs · the special programmes of the United States' schedule: whose goods each symbol is for · pure.

Symbols as general note 3(c) of the schedule explains them. Those of programmes that have lapsed, and those with
a sign (`A*`, `E*`, `P+`, `S+`), which hold for some goods or countries only, are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from apps.tariffs.types import MeasureType

# Each member's goods are free, or pay a lower rate, where they have proof of origin and came straight.
AGREEMENTS: Mapping[str, str] = {
    "AU": "AU", "BH": "BH", "CL": "CL", "CO": "CO", "IL": "IL", "JO": "JO", "KR": "KR", "MA": "MA", "OM": "OM",
    "P": "US-P", "PA": "PA", "PE": "PE", "S": "US-S", "SG": "SG",
}  # fmt: skip
_OTHERS: Mapping[str, str] = {"JP": "JP", "E": "US-E", "R": "US-R", "D": "US-D", "NP": "NP"}
# AGOA had lapsed on 30 September 2025; the Act of 3 February 2026 restored it from that day on.
_LAST_DAYS: Mapping[str, date] = {"D": date(2026, 12, 31), "NP": date(2025, 12, 31)}
ALL_AGREEMENTS = "US-FTA"
COLUMN_2 = "US-COL2"
# Goods of any origin, for a purpose that the importer states: civil aircraft, pharmaceuticals, dyes.
_PURPOSES: Mapping[str, str] = {"C": "civil aircraft", "K": "pharmaceutical products", "L": "intermediates of dyes"}
_LEFT_OUT: Mapping[str, str] = {
    "A": "Generalized System of Preferences, lapsed on 31 December 2020",
    "B": "Automotive Products Trade Act",
    "J": "Andean preference, lapsed in 2013",
    "CA": "agreement with Canada of 1988, replaced",
    "MX": "agreement of North America of 1994, replaced",
}


def is_known(symbol: str) -> bool:
    """Whether a symbol is read."""
    return symbol in AGREEMENTS or symbol in _OTHERS or symbol in _PURPOSES


def why_left_out(symbol: str) -> str:
    """Why a symbol is not read, in a few words."""
    if symbol[-1:] in "+*":
        return f"programme {symbol}: for some goods or countries only"
    return f"programme {symbol}: {_LEFT_OUT.get(symbol, 'not known')}"


def places(symbols: frozenset[str]) -> Iterator[tuple[str, str, str, date | None]]:
    """Of known symbols with one rate: the type of measure, its origin, what it rests on, and its last day.

    A rate of all agreements is one measure for the group of all their partners.
    """
    rest = set(symbols)
    if AGREEMENTS.keys() <= symbols:
        rest -= AGREEMENTS.keys()
        yield MeasureType.PREFERENCE, ALL_AGREEMENTS, ",".join(sorted(AGREEMENTS)), None
    for symbol in sorted(rest):
        if symbol in _PURPOSES:
            yield MeasureType.SUSPENSION, "*", f"{symbol}, {_PURPOSES[symbol]}", None
        else:
            origin = AGREEMENTS.get(symbol) or _OTHERS[symbol]
            yield MeasureType.PREFERENCE, origin, symbol, _LAST_DAYS.get(symbol)
