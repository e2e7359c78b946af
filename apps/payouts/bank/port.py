"""Payouts · what any bank connection must be able to do for us. No database here.

Each call either returns or raises BankRefused or BankUnavailable of `payouts.errors`.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Bank(Protocol):
    """A connection to a bank. Files are ISO 20022 XML in UTF-8."""

    def upload(self, file: bytes, *, message_id: str) -> bytes | None:
        """Hand in a file of payments; what the bank says to it at once (pain.002), if anything.

        A bank takes the same message id once, however often it comes.
        """

    def answer(self, message_id: str) -> bytes | None:
        """What the bank says to a file by now (pain.002); None where it says nothing yet."""

    def statement(self, iban: str, day: date) -> bytes | None:
        """The statement of one of our accounts for a day (camt.053); None where there is none yet."""
