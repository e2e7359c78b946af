"""Tariffs · the answer: charges with the rule behind each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from djmoney.money import Money

from apps.common.money import as_wire, from_wire, rounded, total

from .workings import ExchangeUsed, Outcome, Working

ChargeKind = Literal["duty", "tax", "fee"]
Collector = Literal["marketplace", "border"]

_MONEY = ("base", "amount", "authority_base", "authority_amount")
_TOTALS = ("duty", "tax", "fees")
_LOWS = ("duty_low", "payable_low")


@dataclass(frozen=True)
class AssessmentLine:
    """One charge, with the rule behind it.

    `ref` names the consignment's line, or is None for a charge on the whole. `base`
    and `amount` are in the charge currency; `authority_base` and `authority_amount`
    are the same in the authority's currency, in which the rule was applied and
    rounded (`rounding`). `rate` is a fraction, None for a fixed amount. `layer` is
    that of a duty (mfn, anti_dumping …) or the name of a tax; `working` the place of
    its working among the assessment's, None where it has none; `valid_on` the day
    whose rules were taken.
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
    layer: str = ""
    scheme: str = ""
    working: int | None = None
    valid_on: date | None = None

    def is_prepaid(self, incoterm: str) -> bool:
        """Whether the buyer pays it to us with the purchase, which was sold by this Incoterm."""
        return incoterm == "DDP" or self.collected_by == "marketplace"

    def times(self, share: Decimal, *, ref: str | None) -> AssessmentLine:
        """A share of this charge, as a fraction, on the consignment's line `ref`."""
        return replace(
            self,
            ref=ref,
            base=rounded(self.base * share),
            amount=rounded(self.amount * share),
            authority_base=rounded(self.authority_base * share),
            authority_amount=rounded(self.authority_amount * share),
        )

    def as_json(self) -> dict[str, Any]:
        """The form that is stored with a purchase."""
        money = {name: as_wire(getattr(self, name)) for name in _MONEY}
        return {**self.__dict__, **money, "rate": None if self.rate is None else format(self.rate, "f"),
                "checked_on": self.checked_on.isoformat(),
                "valid_on": self.valid_on.isoformat() if self.valid_on else None}  # fmt: skip

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> AssessmentLine:
        """The line of its `as_json` form, of earlier versions too."""
        money = {name: from_wire(value[name]) for name in _MONEY}
        rate = None if value["rate"] is None else Decimal(value["rate"])
        day = date.fromisoformat(value["valid_on"]) if value.get("valid_on") else None
        return cls(**{**value, **money, "rate": rate, "checked_on": date.fromisoformat(value["checked_on"]),
                      "valid_on": day})  # fmt: skip


@dataclass(frozen=True)
class Assessment:
    """Duty, tax and fees of a consignment on a day.

    `scheme` is the code of the regime that applied, of several those joined by "+";
    `incoterm` DDP or DAP, `rule_set` the mark of the rules in force; `is_verified` is
    false where a rule that was used has not been read at its source, or a note says
    that something is open. `import_date` is the day whose rules duty was reckoned by.

    Where the codes leave several national lines open, the highest duty is charged and
    `duty_low` and `payable_low` say what it would be at the lowest; else they are None.
    `workings` say how each charge was reckoned, `exchange` at which official rates,
    `outcomes` what it would be if the goods arrived on the other side of a change of law.

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
    import_date: date | None = None
    duty_low: Money | None = None
    payable_low: Money | None = None
    workings: tuple[Working, ...] = ()
    exchange: tuple[ExchangeUsed, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def __post_init__(self) -> None:
        for kind, stated in (("duty", self.duty), ("tax", self.tax), ("fee", self.fees)):
            summed = total([line.amount for line in self.lines if line.kind == kind], self.currency)
            if summed != stated:
                raise ValueError(f"{kind}: the lines make {summed}, the total says {stated}.")

    @property
    def payable(self) -> Money:
        """Duty, tax and fees together."""
        return self.duty + self.tax + self.fees

    @property
    def at_sale(self) -> tuple[AssessmentLine, ...]:
        """The charges that the buyer pays with the purchase: ours, and under DDP those of the border too."""
        return tuple(line for line in self.lines if line.is_prepaid(self.incoterm))

    @property
    def at_border(self) -> tuple[AssessmentLine, ...]:
        """The charges that whoever brings the parcel asks of the buyer, which we never collect."""
        return tuple(line for line in self.lines if not line.is_prepaid(self.incoterm))

    @property
    def on_arrival(self) -> Money:
        """What is left to pay when the parcel comes."""
        return total([line.amount for line in self.at_border], self.currency)

    @property
    def is_range(self) -> bool:
        """Whether several national lines stand under a code and their duties differ."""
        return self.duty_low is not None

    def with_lines(self, lines: tuple[AssessmentLine, ...]) -> Assessment:
        """The same with other charges; what it might be besides is not known of those."""

        def of(kind: ChargeKind) -> Money:
            return total([line.amount for line in lines if line.kind == kind], self.currency)

        return replace(
            self,
            lines=lines,
            duty=of("duty"),
            tax=of("tax"),
            fees=of("fee"),
            duty_low=None,
            payable_low=None,
            outcomes=(),
        )

    def as_json(self) -> dict[str, Any]:
        """The form that is stored with a purchase."""
        lows = {name: None if getattr(self, name) is None else as_wire(getattr(self, name)) for name in _LOWS}
        return {
            **self.__dict__,
            **{name: as_wire(getattr(self, name)) for name in _TOTALS},
            **lows,
            "lines": [line.as_json() for line in self.lines],
            "as_of": self.as_of.isoformat(),
            "notes": list(self.notes),
            "import_date": self.import_date.isoformat() if self.import_date else None,
            "workings": [working.as_json() for working in self.workings],
            "exchange": [used.as_json() for used in self.exchange],
            "outcomes": [outcome.as_json() for outcome in self.outcomes],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Assessment:
        """The assessment of its `as_json` form, of earlier versions too."""
        known = {field.name for field in fields(cls)}
        made: dict[str, Any] = {name: given for name, given in value.items() if name in known}
        made |= {name: from_wire(value[name]) for name in _TOTALS}
        made |= {name: from_wire(value[name]) for name in _LOWS if value.get(name)}
        made["lines"] = tuple(AssessmentLine.from_json(line) for line in value["lines"])
        made["as_of"] = date.fromisoformat(value["as_of"])
        made["import_date"] = date.fromisoformat(value["import_date"]) if value.get("import_date") else None
        made["notes"] = tuple(value["notes"])
        made["workings"] = tuple(Working.from_json(given) for given in value.get("workings", ()))
        made["exchange"] = tuple(ExchangeUsed.from_json(given) for given in value.get("exchange", ()))
        made["outcomes"] = tuple(Outcome.from_json(given) for given in value.get("outcomes", ()))
        return cls(**made)


@dataclass(frozen=True)
class LineCharges:
    """What falls on one line of a consignment, charges on the whole included."""

    duty: Money
    tax: Money
    fees: Money
