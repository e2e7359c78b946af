"""Payouts · what any bank connection must be able to do for us. No database here.

Each call either returns or raises BankRefused or BankUnavailable of `payouts.errors`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol


class Bank(Protocol):
    """A connection to a bank. Files are ISO 20022 XML in UTF-8."""

    def upload(self, file: bytes, *, message_id: str) -> None:
        """Hand in a file of payments. A bank takes the same message id once, however often it comes."""

    def answers(self, day: date) -> Sequence[bytes]:
        """What the bank has said to files on a day (pain.002), oldest first."""

    def statements(self, day: date) -> Sequence[bytes]:
        """The statements of our accounts for a day (camt.053)."""
