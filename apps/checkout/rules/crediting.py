"""Checkout · which gift cards and store credit stay with a checkout: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def fitting(credits: Sequence[Mapping[str, Any]], *, is_same_person: bool, currency: str) -> list[Mapping[str, Any]]:
    """Those of a session's `credits` that fit where shopper or currency may have changed: cards are whoever's has
    the code, store credit is a person's."""
    return [one for one in credits if one["available"]["currency"] == currency and (one["last_four"] or is_same_person)]
