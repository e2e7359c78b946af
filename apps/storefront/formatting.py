"""Storefront · money, measures, dates and names as readers expect them · no tables.

Everything is drawn from CLDR through Babel. Digits are Latin in every language: which digits
Arabic readers expect differs from country to country, Latin ones are read in all of them.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_name,
)
from babel.units import format_unit

from apps.common.currency_table import row

DateStyle = Literal["short", "medium", "long", "full"]

_WITHOUT_COUNTRY = {"en": "en_001", "zh-hans": "zh_Hans", "ar": "ar_001"}
_DIGITS = "latn"
_CODE_TOUCHES_NUMBER = re.compile(r"(?<=[A-Za-z])(?=\d)")
_IMPERIAL_COUNTRIES = frozenset({"US", "LR", "MM"})


@lru_cache(maxsize=512)
def locale_for(language: str, country: str = "") -> Locale:
    """The CLDR locale nearest to a Django language code and an ISO country, else the language's own."""
    base = "_".join(_cased(language.split("-")))
    for name in (f"{base}_{country}" if country else "", _WITHOUT_COUNTRY.get(language, ""), base):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_001")


@lru_cache(maxsize=8192)
def money(amount: Decimal, currency: str, locale: Locale) -> str:
    """An amount at its ISO exponent, halves rounded up, less the digits that the currency does without (IQD, LBP)
    where there is nothing in them: what is charged is what is read. `currency` is the ISO code.
    """
    known = row(currency)
    exact = amount.quantize(Decimal(1).scaleb(-known.exponent), ROUND_HALF_UP)
    is_usual = known.display_digits == known.exponent or exact == exact.to_integral_value()
    text = format_currency(exact, currency, locale=locale, numbering_system=_DIGITS, decimal_quantization=is_usual)
    return _CODE_TOUCHES_NUMBER.sub("\N{NO-BREAK SPACE}", text)


def number(value: Decimal | int | float, locale: Locale) -> str:
    """A plain number with the locale's separators and at most three decimals."""
    return str(format_decimal(value, locale=locale, numbering_system=_DIGITS))


def percent(fraction: Decimal, locale: Locale) -> str:
    """A fraction (0.047) as per cent (4.7 %) with at most two decimals."""
    shown = Decimal(fraction).quantize(Decimal("0.0001"), ROUND_HALF_EVEN).normalize()
    return format_percent(shown, locale=locale, decimal_quantization=False, numbering_system=_DIGITS)


def quantity(value: Decimal, unit: str, locale: Locale, country: str = "", label: str = "") -> str:
    """A measure in the unit a reader there would use.

    `unit` is g, mm, ml or piece: large values step up to kg, cm, m and l, and in countries that measure so
    become oz, lb, in and fl oz. Of any other unit `label`, else the unit itself, is printed after the number.
    """
    scaled, name = _readable(Decimal(value), unit, imperial=country in _IMPERIAL_COUNTRIES)
    if name is None:
        plain = number(scaled, locale)
        return plain if unit == "piece" else f"{plain}\N{NO-BREAK SPACE}{label or unit}"
    return format_unit(scaled, name, length="short", locale=locale, numbering_system=_DIGITS)


def day(value: date, locale: Locale, style: DateStyle = "medium") -> str:
    """A calendar day."""
    return format_date(value, format=style, locale=locale)


def moment(value: datetime, locale: Locale, style: DateStyle = "medium") -> str:
    """A day and a time without seconds; `value` is already in the reader's time zone."""
    clock = "Hm" if _counts_to_24(locale) else "hm"
    time = format_datetime(value, format=locale.datetime_skeletons[clock].pattern, locale=locale)
    return locale.datetime_formats[style].format(time, format_date(value, format=style, locale=locale))


def script_locale(locale: Locale) -> str:
    """The BCP 47 tag by which a browser's `Intl` writes a moment as `moment` does: en-DE-u-hc-h23-nu-latn."""
    return f"{str(locale).replace('_', '-')}-u-hc-{'h23' if _counts_to_24(locale) else 'h12'}-nu-{_DIGITS}"


def country_name(code: str, locale: Locale) -> str:
    """The country's name in the locale's language; the code itself if CLDR knows none."""
    return str(locale.territories.get(code.upper(), code))


def currency_name(code: str, locale: Locale) -> str:
    """The currency's name in the locale's language."""
    return get_currency_name(code, locale=locale)


def language_name(language: str) -> str:
    """A language's name in that language itself, as on a sign over a door."""
    locale = locale_for(language)
    key = "_".join(_cased(language.split("-")))
    name = str(locale.languages.get(key) or locale.get_display_name(locale))
    return name[:1].upper() + name[1:]


def bcp47(language: str) -> str:
    """A Django language code as an HTML `lang` value: zh-hans becomes zh-Hans."""
    return "-".join(_cased(language.split("-")))


def _counts_to_24(locale: Locale) -> bool:
    return "H" in locale.time_formats["short"].pattern


def _cased(parts: list[str]) -> list[str]:
    head, *rest = parts
    return [head.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)]


def _readable(value: Decimal, unit: str, *, imperial: bool) -> tuple[Decimal, str | None]:
    for source, at_least, factor, name, places in _IMPERIAL if imperial else _METRIC:
        if unit == source and abs(value) >= at_least:
            step = Decimal(1).scaleb(-places)
            rounded = (value * factor).quantize(step, ROUND_HALF_UP)
            return rounded.normalize() if rounded % 1 else rounded.to_integral_value(), name
    return value, None


_Step = tuple[str, Decimal, Decimal, str, int]
_METRIC: tuple[_Step, ...] = (
    ("g", Decimal(1000), Decimal("0.001"), "mass-kilogram", 2),
    ("g", Decimal(0), Decimal(1), "mass-gram", 0),
    ("mm", Decimal(1000), Decimal("0.001"), "length-meter", 2),
    ("mm", Decimal(10), Decimal("0.1"), "length-centimeter", 1),
    ("mm", Decimal(0), Decimal(1), "length-millimeter", 1),
    ("ml", Decimal(1000), Decimal("0.001"), "volume-liter", 2),
    ("ml", Decimal(0), Decimal(1), "volume-milliliter", 0),
)
_IMPERIAL: tuple[_Step, ...] = (
    ("g", Decimal("453.59237"), 1 / Decimal("453.59237"), "mass-pound", 2),
    ("g", Decimal(0), 1 / Decimal("28.349523125"), "mass-ounce", 1),
    ("mm", Decimal(0), 1 / Decimal("25.4"), "length-inch", 1),
    ("ml", Decimal(0), 1 / Decimal("29.5735295625"), "volume-fluid-ounce", 1),
)
