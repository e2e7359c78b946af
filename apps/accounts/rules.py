"""Accounts · what an API token looks like and may do: pure."""

from __future__ import annotations

import hashlib
import re
import secrets

from .types import SCOPES, Audience

LONGEST_NAME = 60
MOST_TOKENS = 25
LONGEST_COMPANY_NAME = 160
MOST_COMPANIES = 10
_LETTERS = {Audience.STOREFRONT: "s", Audience.VENDOR: "v", Audience.STAFF: "a"}
_FORM = re.compile(r"^ptl_(?P<letter>[sva])_[A-Za-z0-9_-]{43}$")


def new_secret(audience: Audience) -> str:
    """A bearer string with 256 random bits: `ptl_<audience's letter>_<43 characters>`."""
    return f"ptl_{_LETTERS[audience]}_{secrets.token_urlsafe(32)}"


def audience_of(secret: str) -> Audience | None:
    """The audience that a bearer string names, or None where it is none of ours."""
    found = _FORM.match(secret)
    return next(one for one, letter in _LETTERS.items() if letter == found["letter"]) if found else None


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal; enough for 256 random bits, and the same each time, so that it can be looked up."""
    return hashlib.sha256(secret.encode()).hexdigest()


def unknown_scopes(audience: Audience, scopes: list[str]) -> list[str]:
    """Those of `scopes` that the audience does not know, in their order."""
    return [scope for scope in scopes if scope not in SCOPES[audience]]
