"""Tariffs · how a charge was reckoned, so that anybody can reckon it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from djmoney.money import Money

from apps.common.money import as_wire, from_wire

_DECIMALS = ("base", "base_quantum", "share", "exact", "amount")
_MAPS = ("parts", "quantities", "worth")


@dataclass(frozen=True)
class Working:
    """One charge in the authority's currency, before it is dealt out to lines and charged.

    `refs` are the lines it falls on and `weights` what they share it by; none: the whole consignment. `parts`
    add up to the base before it is rounded down to `base_quantum` (zero: not rounded). `exact` is the expression
    (or `rate`) upon the base, times `share`. `quantities` are the units and component values that the expression
    needed, `worth` what one unit of each currency in it is in the authority's. The exact amounts of one `group`
    are rounded together where `level` is the declaration.
    """

    kind: str
    rule_id: str
    refs: tuple[str, ...]
    weights: tuple[int, ...]
    parts: Mapping[str, Decimal]
    base: Decimal
    base_quantum: Decimal
    expression: str
    share: Decimal
    quantities: Mapping[str, Decimal]
    worth: Mapping[str, Decimal]
    exact: Decimal
    amount: Decimal
    currency: str
    rounding: str
    level: str
    quantum: str
    group: str

    def as_json(self) -> dict[str, Any]:
        """The form that is stored with a purchase."""
        return {
            **self.__dict__,
            **{name: format(getattr(self, name), "f") for name in _DECIMALS},
            **{name: {key: format(value, "f") for key, value in getattr(self, name).items()} for name in _MAPS},
            "refs": list(self.refs),
            "weights": list(self.weights),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Working:
        """The working of its `as_json` form."""
        return cls(
            **{
                **value,
                **{name: Decimal(value[name]) for name in _DECIMALS},
                **{name: {key: Decimal(text) for key, text in value[name].items()} for name in _MAPS},
                "refs": tuple(value["refs"]),
                "weights": tuple(value["weights"]),
            }
        )


@dataclass(frozen=True)
class ExchangeUsed:
    """A rate that turned the charge currency, or a rule's, into the authority's: `rate` units of it for one `currency`.

    `authority` is empty where it is the consignment's own rate.
    """

    currency: str
    into: str
    rate: Decimal
    authority: str
    rate_id: str
    source_title: str

    def as_json(self) -> dict[str, Any]:
        """The form that is stored with a purchase."""
        return {**self.__dict__, "rate": format(self.rate, "f")}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ExchangeUsed:
        """The rate of its `as_json` form."""
        return cls(**{**value, "rate": Decimal(value["rate"])})


@dataclass(frozen=True)
class Outcome:
    """What a consignment would owe if it were imported on another day, from which other rules hold."""

    import_date: date
    scheme: str
    duty: Money
    tax: Money
    fees: Money
    rule_set: str

    @property
    def payable(self) -> Money:
        """Duty, tax and fees together."""
        return self.duty + self.tax + self.fees

    def as_json(self) -> dict[str, Any]:
        """The form that is stored with a purchase."""
        money = {name: as_wire(getattr(self, name)) for name in ("duty", "tax", "fees")}
        return {**self.__dict__, **money, "import_date": self.import_date.isoformat()}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Outcome:
        """The outcome of its `as_json` form."""
        money = {name: from_wire(value[name]) for name in ("duty", "tax", "fees")}
        return cls(**{**value, **money, "import_date": date.fromisoformat(value["import_date"])})
