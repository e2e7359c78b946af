"""Registrations · whether a service's name is the company's own · pure."""

from __future__ import annotations

import unicodedata

from rapidfuzz import fuzz

_ALIKE = 80
# What VIES writes where a member state tells no name.
_UNTOLD = frozenset({"", "---"})


def is_name_alike(ours: str, theirs: str) -> bool | None:
    """Whether a service's name is the company's own; None where the service tells none."""
    if theirs.strip() in _UNTOLD:
        return None
    one, other = (_plain(name) for name in (ours, theirs))
    return max(fuzz.token_sort_ratio(one, other), fuzz.token_set_ratio(one, other)) >= _ALIKE


def _plain(name: str) -> str:
    signs = (sign for sign in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in signs).split())
