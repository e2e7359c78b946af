"""Tariffs · the answer: charges with the rule behind each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from djmoney.money import Money

from apps.common.money import as_wire, from_wire, total

ChargeKind = Literal["duty", "tax", "fee"]
Collector = Literal["marketplace", "border"]

_MONEY = ("base", "amount", "authority_base", "authority_amount")


@dataclass(frozen=True)
class AssessmentLine:
    """One charge, with the rule behind it.

    `ref` names the consignment's line, or is None for a charge on the whole. `base`
    and `amount` are in the charge currency; `authority_base` and `authority_amount`
    are the same in the authority's currency, in which the rule was applied and
    rounded (`rounding`). `rate` is a fraction, None for a fixed amount.
    """

    ref: str | None
    kind: ChargeKind
    label: str
    rule_id: str
    base: Money
    rate: Decimal | None
    amount: Money
    collected_by: Collector
    source_title: str
    source_url: str
    checked_on: date
    is_verified: bool
    authority_base: Money
    authority_amount: Money
    rounding: str = ""
    expression: str = ""

    def as_json(self) -> dict[str, Any]:
        """The form that is stored with a purchase."""
        money = {name: as_wire(getattr(self, name)) for name in _MONEY}
        return {**self.__dict__, **money, "rate": None if self.rate is None else format(self.rate, "f"),
                "checked_on": self.checked_on.isoformat()}  # fmt: skip

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> AssessmentLine:
        """The line of its `as_json` form."""
        money = {name: from_wire(value[name]) for name in _MONEY}
        rate = None if value["rate"] is None else Decimal(value["rate"])
        return cls(**{**value, **money, "rate": rate, "checked_on": date.fromisoformat(value["checked_on"])})


@dataclass(frozen=True)
class Assessment:
    """Duty, tax and fees of a consignment on a day.

    `scheme` is the code of the regime that applied, `incoterm` DDP or DAP, `rule_set`
    the hash of the rules in force; `is_verified` is false where a rule that was used
    has not been read at its source, or a note says that something is open.

    Raises:
        ValueError: a total is not the sum of its lines.
    """

    currency: str
    scheme: str
    incoterm: str
    lines: tuple[AssessmentLine, ...]
    duty: Money
    tax: Money
    fees: Money
    rule_set: str
    as_of: date
    is_verified: bool
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for kind, stated in (("duty", self.duty), ("tax", self.tax), ("fee", self.fees)):
            summed = total([line.amount for line in self.lines if line.kind == kind], self.currency)
            if summed != stated:
                raise ValueError(f"{kind}: the lines make {summed}, the total says {stated}.")

    @property
    def payable(self) -> Money:
        """Duty, tax and fees together."""
        return self.duty + self.tax + self.fees

    def as_json(self) -> dict[str, Any]:
        """The form that is stored with a purchase."""
        totals = {name: as_wire(getattr(self, name)) for name in ("duty", "tax", "fees")}
        return {**self.__dict__, **totals, "lines": [line.as_json() for line in self.lines],
                "as_of": self.as_of.isoformat(), "notes": list(self.notes)}  # fmt: skip

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Assessment:
        """The assessment of its `as_json` form."""
        totals = {name: from_wire(value[name]) for name in ("duty", "tax", "fees")}
        lines = tuple(AssessmentLine.from_json(line) for line in value["lines"])
        return cls(**{**value, **totals, "lines": lines, "as_of": date.fromisoformat(value["as_of"]),
                      "notes": tuple(value["notes"])})  # fmt: skip


@dataclass(frozen=True)
class LineCharges:
    """What falls on one line of a consignment, charges on the whole included."""

    duty: Money
    tax: Money
    fees: Money
