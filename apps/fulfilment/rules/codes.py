"""Fulfilment · what a scanner says: pure."""

from __future__ import annotations

import re

_GS1 = re.compile(r"^(?:\]?[A-Za-z]\d)?(?:\(01\)|01)(\d{14})")


def gtin_key(text: str) -> str:
    """A trade item number as fourteen digits, whether it was scanned as EAN-8, UPC, EAN-13 or GS1; "" where it is none.

    Source: GS1 General Specifications 3.2, application identifier (01).
    """
    found = _GS1.match(text)
    digits = found.group(1) if found else text
    return digits.zfill(14) if digits.isascii() and digits.isdigit() and len(digits) in (8, 12, 13, 14) else ""
