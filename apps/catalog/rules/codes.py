"""Catalog · codes and names that must have a certain shape."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel import Locale
from django.utils.text import slugify

_HS_CODE = re.compile(r"\d{6}|\d{8}|\d{10}")
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_SKU = re.compile(r"[^\s\x00-\x1f](?:[^\x00-\x1f]{0,62}[^\s\x00-\x1f])?")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_LATIN = frozenset({"en", "de", "fr"})
_GTIN_LENGTHS = frozenset({8, 12, 13, 14})
SLUG_LENGTH = 120


def gtin_check_digit(body: str) -> str:
    """The last digit of the GTIN that begins with `body` (digits).

    Source: GS1 General Specifications, section 7.9: weights 3 and 1 alternate
    from the digit next to the check digit leftwards; the digit fills up to ten.
    """
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(body)))
    return str(-total % 10)


def is_gtin(text: str) -> bool:
    """Whether `text` is a GTIN-8, -12, -13 or -14 with a right check digit."""
    if len(text) not in _GTIN_LENGTHS or not (text.isascii() and text.isdigit()):
        return False
    return gtin_check_digit(text[:-1]) == text[-1]


def is_hs_code(text: str) -> bool:
    """Whether `text` has the shape of an HS code: six digits, or eight or ten with national ones."""
    return bool(_HS_CODE.fullmatch(text)) and text.isascii()


def is_code(text: str) -> bool:
    """Whether `text` can be a key: lower-case Latin letters, digits, `.`, `_` and `-`, at most 80."""
    return bool(_CODE.fullmatch(text))


def is_sku(text: str) -> bool:
    """Whether `text` can be a SKU: 1 to 64 characters, no control characters, no space at the ends."""
    return bool(_SKU.fullmatch(text))


@cache
def countries() -> frozenset[str]:
    """The ISO 3166-1 alpha-2 codes that CLDR knows."""
    return frozenset(
        code
        for code in map(str, Locale("en").territories)
        if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "ZZ"}
    )


def is_country(text: str) -> bool:
    """Whether `text` is an ISO 3166-1 alpha-2 code in capitals."""
    return text in countries()


def slug_for(title: str, language: str) -> str:
    """The title as it stands in an address: own script, or plain Latin for English, German and French."""
    text = title.translate(_GERMAN) if language == "de" else title
    if language in _LATIN:
        text = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return slugify(text, allow_unicode=True)[:SLUG_LENGTH].strip("-_")


def code_for(title: str) -> str:
    """A key made of a title; empty where the title has no Latin letter or digit."""
    return slugify(unicodedata.normalize("NFKD", title.translate(_GERMAN)))[:80].strip("-_")


def is_slug(text: str) -> bool:
    """Whether `text` can stand in an address as it is."""
    return bool(text) and len(text) <= SLUG_LENGTH and slugify(text, allow_unicode=True) == text
