"""Customs · what an authority tells of a declaration, whatever its protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from .states import Code


@dataclass(frozen=True)
class NoticeError:
    """Why a declaration was rejected; `pointer` names the part of it, as the authority does."""

    code: str
    text: str
    pointer: str = ""

    def as_json(self) -> dict[str, str]:
        return dict(vars(self))


@dataclass(frozen=True)
class AssessedCharge:
    """Duty or tax as the authority reckons it, in its currency; type A00 is customs duty, B00 value-added tax."""

    position: int
    type_code: str
    base: Decimal
    rate: Decimal | None
    amount: Decimal
    currency: str

    def as_json(self) -> dict[str, Any]:
        return {
            **vars(self),
            "base": format(self.base, "f"),
            "rate": None if self.rate is None else format(self.rate, "f"),
            "amount": format(self.amount, "f"),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> AssessedCharge:
        rate = None if value["rate"] is None else Decimal(value["rate"])
        return cls(**{**value, "base": Decimal(value["base"]), "rate": rate, "amount": Decimal(value["amount"])})


@dataclass(frozen=True)
class Notice:
    """One message of an authority. `notice_id` makes twice once; `version` is the declaration's that it answers.

    `issued_at` is aware. `documents` are codes of papers asked for, `deadline` when they are due.
    """

    notice_id: str
    code: Code
    lrn: str
    version: int
    issued_at: datetime
    mrn: str = ""
    errors: tuple[NoticeError, ...] = ()
    documents: tuple[str, ...] = ()
    charges: tuple[AssessedCharge, ...] = ()
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        """What is kept of it with the declaration's history."""
        return {
            "errors": [error.as_json() for error in self.errors],
            "documents": list(self.documents),
            "charges": [charge.as_json() for charge in self.charges],
            "text": self.text,
        }
