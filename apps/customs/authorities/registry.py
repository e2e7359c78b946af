"""Customs · from a country to the adapter of its authority."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from apps.customs.errors import AuthorityUnknown

from .harbour import Harbour
from .port import AuthorityPort


def authority(country: str) -> AuthorityPort:
    """The adapter that speaks with a country's customs: its own connection, else the broker for all (`*`).

    Raises:
        AuthorityUnknown: none is set up.
    """
    known: dict[str, Any] = settings.CUSTOMS_AUTHORITIES
    found = known.get(country) or known.get("*")
    if not found or not found["api_base"]:
        raise AuthorityUnknown(country=country)
    return Harbour(**found)
