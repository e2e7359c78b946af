"""Screening · dates and countries as authorities write them, in one form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from babel import Locale

_MONTHS = {name: number for number, name in enumerate(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)}  # fmt: skip
_DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4})")
_MONTH = re.compile(r"([A-Z][a-z]{2})[a-z]* (\d{4})")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?!\d)")
_SPAN = re.compile(r"(\d{4}) to (\d{4})")

# Names that authorities use and CLDR does not.
_OTHER_NAMES = {
    "korea, north": "KP", "north korea": "KP", "democratic people's republic of korea": "KP", "korea, south": "KR",
    "south korea": "KR", "republic of korea": "KR", "burma": "MM", "myanmar": "MM", "congo, democratic republic of the":
    "CD", "democratic republic of the congo": "CD", "congo, republic of the": "CG", "cote d ivoire": "CI",
    "russian federation": "RU", "iran (islamic republic of)": "IR", "islamic republic of iran": "IR",
    "syrian arab republic": "SY", "turkey": "TR", "türkiye": "TR", "west bank": "PS", "palestinian": "PS", "gaza": "PS",
    "bahamas, the": "BS", "gambia, the": "GM", "hong kong": "HK", "macau": "MO", "united states of america": "US",
    "uk": "GB", "viet nam": "VN", "libyan arab jamahiriya": "LY", "united republic of tanzania": "TZ",
    "the former yugoslav republic of macedonia": "MK", "czech republic": "CZ", 
    "venezuela (bolivarian republic of)": "VE",
    "republic of moldova": "MD", "lao people's democratic republic": "LA", "brunei darussalam": "BN",
}  # fmt: skip


def birth_date(text: str) -> str:
    """`19 Apr 1976`, `Apr 1976`, `circa 1960`, `1960 to 1962` or an ISO date as `Listed` has it, or empty."""
    if span := _SPAN.search(text):
        return f"{span[1]}/{span[2]}"
    if day := _DAY.search(text):
        month = _MONTHS.get(day[2].lower())
        return f"{day[3]}-{month:02}-{int(day[1]):02}" if month else day[3]
    if told := _MONTH.search(text):
        month = _MONTHS.get(told[1].lower())
        return f"{told[2]}-{month:02}" if month else told[2]
    if iso := _ISO.search(text):
        return "-".join(part for part in iso.groups() if part and part != "00")
    return ""


def country(text: str) -> str:
    """The ISO 3166-1 alpha-2 code of a country named in English, or empty."""
    told = text.strip()
    if len(told) == 2 and told.isalpha() and told.isupper():
        return told if told in _by_name().values() else ""
    return _by_name().get(told.lower(), "")


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values that are not empty, each once, in their order."""
    return tuple(dict.fromkeys(value for value in values if value))


@cache
def _by_name() -> dict[str, str]:
    names = Locale("en").territories
    known = {name.lower(): code for code, name in names.items() if len(code) == 2 and code.isalpha() and code != "ZZ"}
    return known | _OTHER_NAMES
