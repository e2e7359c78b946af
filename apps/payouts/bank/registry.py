"""Payouts · which bank connection is in use."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from django.conf import settings

from apps.payouts.errors import BankUnavailable

from .folder import FolderBank
from .http import HttpBank
from .port import Bank


class NoBank:
    """No connection: staff carry files to the bank's own pages and statements back."""

    def upload(self, file: bytes, *, message_id: str) -> bytes | None:
        """Nowhere to hand it in."""
        raise BankUnavailable("No connection to a bank is set up: download the file and hand it in.")

    def answer(self, message_id: str) -> bytes | None:
        """None comes by itself."""
        return None

    def statement(self, iban: str, day: date) -> bytes | None:
        """None comes by itself."""
        return None


def is_connected() -> bool:
    """Whether files can be sent from here."""
    return bool(settings.BANK["statements_url"])


def bank() -> Bank:
    """The connection that BANK["statements_url"] names: an http(s) address, a file address, or none.

    Raises:
        LookupError: the setting is neither.
    """
    place = str(settings.BANK["statements_url"])
    if not place:
        return NoBank()
    parts = urlsplit(place)
    if parts.scheme in ("http", "https"):
        return HttpBank(place, token=settings.BANK_TOKEN)
    if parts.scheme == "file":
        return FolderBank(parts.path)
    raise LookupError(f"BANK_STATEMENTS_URL {place} is neither an http nor a file address.")
