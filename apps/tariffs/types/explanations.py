"""Tariffs · what a reader is told of an assessment: each charge, what is owed when, and what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from djmoney.money import Money

from apps.common.money import from_wire, total

from .assessments import Assessment, AssessmentLine
from .life import STALE_AFTER
from .workings import Outcome


@dataclass(frozen=True)
class Explanation:
    """The charges of one consignment, those that are paid with the purchase and those that the border asks for.

    `payable_low` is what it would be at the lowest where the code leaves several national lines open; `outcomes` what
    it would be on the other side of a change of law.
    """

    scheme: str
    incoterm: str
    currency: str
    at_sale: tuple[AssessmentLine, ...]
    at_border: tuple[AssessmentLine, ...]
    notes: tuple[str, ...]
    as_of: date
    import_date: date | None
    payable_low: Money | None
    outcomes: tuple[Outcome, ...]

    @property
    def charges(self) -> tuple[AssessmentLine, ...]:
        """All of them."""
        return (*self.at_sale, *self.at_border)

    @property
    def payable(self) -> Money:
        """Everything that is owed, now or at the border."""
        return total([line.amount for line in self.charges], self.currency)

    @property
    def is_verified(self) -> bool:
        """Whether every charge was read at its source."""
        return all(line.is_verified for line in self.charges)

    @property
    def on_arrival(self) -> Money:
        """What is left to pay when the parcel comes."""
        return total([line.amount for line in self.at_border], self.currency)

    @classmethod
    def of(cls, found: Assessment) -> Explanation:
        """What is told of an assessment."""
        return cls(found.scheme, found.incoterm, found.currency, found.at_sale, found.at_border, found.notes,
                   found.as_of, found.import_date, found.payable_low, found.outcomes)  # fmt: skip

    @classmethod
    def from_json(cls, value: Mapping[str, Any], *, incoterm: str) -> Explanation:
        """What is told of a stored assessment (`Assessment.as_json`), of earlier versions too; workings stay unread."""
        lines = [AssessmentLine.from_json(line) for line in value.get("lines", ())]
        imported, low = value.get("import_date"), value.get("payable_low")
        return cls(
            scheme=value["scheme"],
            incoterm=incoterm,
            currency=value["currency"],
            at_sale=tuple(line for line in lines if line.is_prepaid(incoterm)),
            at_border=tuple(line for line in lines if not line.is_prepaid(incoterm)),
            notes=tuple(value["notes"]),
            as_of=date.fromisoformat(value["as_of"]),
            import_date=date.fromisoformat(imported) if imported else None,
            payable_low=from_wire(low) if low else None,
            outcomes=tuple(Outcome.from_json(one) for one in value.get("outcomes", ())),
        )


def is_stale(checked_on: date, *, on: date) -> bool:
    """Whether a source was last read so long ago that it may have changed."""
    return on - checked_on > STALE_AFTER
