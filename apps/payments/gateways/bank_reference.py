"""Payments · gateways · references of bank transfers, ISO 11649: pure.

A person copies them from a page into a banking app, so they are digits only: the check digits then find every wrong
digit and every two that have changed places. Each attempt has its own: money is attributed to exactly one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from uuid import UUID

from djmoney.money import Money
from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

from apps.payments.errors import InvalidRequest

_COUNT = 20
_FOUND = re.compile(rf"RF[0-9]{{{2 + _COUNT}}}")
_PADDING = re.compile(r"[\s.,:/-]+")


@dataclass(frozen=True)
class BankReference:
    """What a query must know, since a bank keeps nothing of it: written into the attempt's reference."""

    creditor_reference: str
    intent_id: UUID
    amount: Money
    open_until: datetime

    def written(self) -> str:
        """As text, beginning with the creditor reference and a colon."""
        until = int(self.open_until.timestamp())
        amount = f"{self.amount.amount}:{self.amount.currency.code}"
        return f"{self.creditor_reference}:{self.intent_id.hex}:{amount}:{until}"

    @classmethod
    def read(cls, text: str) -> BankReference:
        """The reverse of `written`.

        Raises:
            InvalidRequest: the text is none.
        """
        try:
            reference, intent_id, amount, currency, until = text.split(":")
            return cls(
                reference, UUID(intent_id), Money(Decimal(amount), currency), datetime.fromtimestamp(int(until), UTC)
            )
        except (ValueError, InvalidOperation) as error:
            raise InvalidRequest("malformed_reference") from error


def creditor_reference(key: str) -> str:
    """The reference of an idempotency key, RF and 22 digits, the same for the same key."""
    payload = f"{int.from_bytes(sha256(key.encode()).digest()) % 10**_COUNT:0{_COUNT}}"
    return f"RF{mod_97_10.calc_check_digits(payload + 'RF')}{payload}"


def references_in(text: str) -> list[str]:
    """The references of ours in what somebody wrote on a transfer: in any case, with any blanks, among other words."""
    joined = _PADDING.sub("", text.upper())
    return list(dict.fromkeys(one for one in _FOUND.findall(joined) if iso11649.is_valid(one)))
