"""Common · finding what looks like a payment card's number in a text, and masking it: pure.

A number counts where its length and its first digits are an issuer's and its check
digit is right. Sources: ISO/IEC 7812-1, annex B (check digit); the schemes' published
ranges of issuer numbers. Visa numbers of 13 digits are left out: none has been issued
for decades, and one barcode in ten of those that begin with 4 would be taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# (first digits from, to, lengths)
_RANGES: tuple[tuple[str, str, range], ...] = (
    ("4", "4", range(16, 20)),  # Visa
    ("51", "55", range(16, 17)),  # Mastercard
    ("2221", "2720", range(16, 17)),
    ("34", "34", range(15, 16)),  # American Express
    ("37", "37", range(15, 16)),
    ("300", "305", range(14, 20)),  # Diners Club
    ("36", "36", range(14, 20)),
    ("38", "39", range(14, 20)),
    ("3528", "3589", range(16, 20)),  # JCB
    ("6011", "6011", range(16, 20)),  # Discover
    ("644", "659", range(16, 20)),
    ("62", "62", range(16, 20)),  # UnionPay
    ("81", "81", range(16, 20)),
    ("2200", "2204", range(16, 20)),  # Mir
    ("50", "50", range(16, 20)),  # Maestro
    ("56", "58", range(16, 20)),
    ("60", "60", range(16, 20)),
    ("63", "63", range(16, 20)),
    ("67", "69", range(16, 20)),
)
# Digits of any script, alone or in groups that one blank, hyphen, dot or underscore parts; not within a longer
# word, a decimal fraction or an id.
_CANDIDATE = re.compile(r"(?<![\w.+-])\d(?:[ \u00a0\u2009\u202f._-]?\d){13,18}(?![\w-])(?!\.\d)")
# The same for PostgreSQL, wider: what it finds is looked at again.
SQL_PATTERN = r"\d([ ._\u00a0\u2009\u202f-]?\d){13,18}"


def find(text: str) -> list[str]:
    """Every part of the text that looks like a card's number, as it stands there."""
    return [found[0] for found in _found(text)]


def masked(text: str, mask: str) -> str:
    """The text with `mask` in place of every card's number."""
    return _CANDIDATE.sub(lambda found: mask if _is_written_so(found[0]) else found[0], text)


def hint(number: str) -> str:
    """A number as it may be shown: its first six and last four digits (PCI DSS, requirement 3.4.1)."""
    digits = _digits(number)
    return f"{digits[:6]}{'•' * (len(digits) - 10)}{digits[-4:]}"


def is_card_number(digits: str) -> bool:
    """Whether digits without separators have an issuer's length and beginning and a right check digit."""
    if len(set(digits)) == 1:
        return False
    return any(_begins(digits, first, last, lengths) for first, last, lengths in _RANGES) and _checks(digits)


def _found(text: str) -> Iterator[re.Match[str]]:
    return (found for found in _CANDIDATE.finditer(text) if _is_written_so(found[0]))


def _is_written_so(text: str) -> bool:
    """Whether it is a card's number; one point among digits makes a decimal fraction."""
    separators = [letter for letter in text if not letter.isdecimal()]
    return separators != ["."] and is_card_number(_digits(text))


def _digits(text: str) -> str:
    return "".join(str(int(letter)) for letter in text if letter.isdecimal())


def _begins(digits: str, first: str, last: str, lengths: range) -> bool:
    return len(digits) in lengths and first <= digits[: len(first)] <= last


def _checks(digits: str) -> bool:
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[-1::-2]) + doubled) % 10 == 0
