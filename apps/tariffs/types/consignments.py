"""Tariffs · what is to be assessed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from djmoney.money import Money

from apps.common.money import as_wire, from_wire

from .choices import Channel

_OPTIONAL_MONEY = ("freight_to_border", "annual_spent")


@dataclass(frozen=True)
class ConsignmentLine:
    """Goods of one kind in a consignment.

    `hs_code` has six to ten digits; `origin` is the country of origin (ISO 3166-1
    alpha-2), not of dispatch; `goods` is the price paid for the whole quantity after
    discounts, without freight and tax; `weight_g` that of the whole quantity. `ref`
    is unique in the consignment. `quantities` are those of the whole line by unit of duty
    expressions (LTR, ASV …; the units of weight and pieces follow from the fields above);
    `values` those of named components or kinds (battery, retail …) in the charge currency.
    `proof` is the kind of proof of origin at hand, `order_number` the quota that is claimed,
    `claims` the reliefs that are; `category` that of taxes (food, books …).
    """

    ref: str
    hs_code: str
    origin: str
    quantity: int
    goods: Money
    weight_g: int
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    values: Mapping[str, Decimal] = field(default_factory=dict)
    additional_codes: tuple[str, ...] = ()
    order_number: str = ""
    proof: str = ""
    claims: tuple[str, ...] = ()
    category: str = ""

    def as_json(self) -> dict[str, Any]:
        """The form that is stored with a purchase: what is as usual is left out."""
        maps = {
            name: {key: format(value, "f") for key, value in getattr(self, name).items()}
            for name in ("quantities", "values")
        }
        return _given(self, {**self.__dict__, **maps, "goods": as_wire(self.goods)})

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ConsignmentLine:
        """The line of its `as_json` form."""
        made: dict[str, Any] = {**value, "goods": from_wire(value["goods"])}
        for name in ("quantities", "values"):
            made[name] = {key: Decimal(text) for key, text in value.get(name, {}).items()}
        for name in ("additional_codes", "claims"):
            made[name] = tuple(value.get(name, ()))
        return cls(**made)


@dataclass(frozen=True)
class Consignment:
    """What travels as one parcel, or parcels of one sender to one buyer on one day.

    All money is in `currency`, the charge currency, at its exponent. `rates[c]` is
    how many units of it one unit of currency c is worth. `buyer_is_business` says
    that the buyer has a tax id that was found valid for the destination.

    `sale` is one of `Sale` but not ANY; where it is not given, a business buys as one and
    everybody else as a consumer. `import_date` is the expected day of import, the day of sale
    where it is not given. `registrations` are the schemes (IOSS, GB-VAT …) under whose number
    the parcel may travel; None: every one that a rule asks for. `claims` hold for all lines.
    `freight_to_border` is the part of the freight up to the place of entry, all of it where it
    is not given. `is_direct`: whether goods come straight from their country of origin; where
    it is not given, those that are dispatched there do. `annual_spent` is what the buyer spent
    under the yearly limit of a scheme before. `incoterm` is DDP or DAP; where it is not
    given, what the market promises.
    """

    ship_from: str
    ship_to: str
    region: str
    buyer_is_business: bool
    currency: str
    lines: tuple[ConsignmentLine, ...]
    freight: Money
    insurance: Money
    rates: Mapping[str, Decimal]
    sale: str = ""
    channel: str = Channel.COURIER
    postcode: str = ""
    import_date: date | None = None
    export_date: date | None = None
    registrations: tuple[str, ...] | None = None
    claims: tuple[str, ...] = ()
    freight_to_border: Money | None = None
    is_direct: bool | None = None
    annual_spent: Money | None = None
    parcels: int = 1
    incoterm: str = ""

    def as_json(self, *, currencies: Collection[str]) -> dict[str, Any]:
        """The form that is stored with a purchase, with the rates of those currencies; what is as usual is left out."""
        money = {name: None if (sum_ := getattr(self, name)) is None else as_wire(sum_) for name in _OPTIONAL_MONEY}
        days = {
            name: day.isoformat() if (day := getattr(self, name)) else None for name in ("import_date", "export_date")
        }
        return _given(
            self,
            {
                **self.__dict__,
                **money,
                **days,
                "lines": [line.as_json() for line in self.lines],
                "freight": as_wire(self.freight),
                "insurance": as_wire(self.insurance),
                "rates": {code: format(self.rates[code], "f") for code in sorted(self.rates.keys() & set(currencies))},
            },
        )

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Consignment:
        """The consignment of its `as_json` form."""
        made: dict[str, Any] = dict(value)
        made |= {name: from_wire(value[name]) for name in ("freight", "insurance", *_OPTIONAL_MONEY) if name in value}
        made |= {name: date.fromisoformat(value[name]) for name in ("import_date", "export_date") if name in value}
        made |= {name: tuple(value[name]) for name in ("registrations", "claims") if name in value}
        made["lines"] = tuple(ConsignmentLine.from_json(line) for line in value["lines"])
        made["rates"] = {code: Decimal(rate) for code, rate in value["rates"].items()}
        return cls(**made)


def _given(row: Consignment | ConsignmentLine, said: dict[str, Any]) -> dict[str, Any]:
    """What differs from what holds where nothing is said."""
    usual = _USUAL[type(row)]
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in said.items()
        if name not in usual or usual[name] != value
    }


_USUAL: dict[type, dict[str, Any]] = {
    kind: {
        **{one.name: one.default for one in fields(kind) if one.default is not MISSING},
        **{one.name: one.default_factory() for one in fields(kind) if one.default_factory is not MISSING},
    }
    for kind in (Consignment, ConsignmentLine)
}
