"""Checkout · what a wish costs at its door, down to the line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.common.money import as_wire, from_wire, total
from apps.discovery.types import Door
from apps.logistics.types import COUNTER
from apps.registrations.types import Accounting, Mechanism

COMPONENTS = ("goods", "shipping", "duty", "tax", "fees")


@dataclass(frozen=True)
class Totals:
    """Amounts by component in one currency, each at its exponent. The total is their sum by construction."""

    goods: Money
    shipping: Money
    duty: Money
    tax: Money
    fees: Money

    @property
    def currency(self) -> str:
        return str(self.goods.currency.code)

    @cached_property
    def total(self) -> Money:
        return total([getattr(self, name) for name in COMPONENTS], self.currency)

    @cached_property
    def charges(self) -> Money:
        """Duty, tax and fees together."""
        return self.duty + self.tax + self.fees

    @classmethod
    def of(cls, parts: Iterable[Totals | QuotedLine], currency: str) -> Totals:
        """The sum of parts, component by component."""
        listed = list(parts)
        return cls(*(total([getattr(part, name) for part in listed], currency) for name in COMPONENTS))

    def as_json(self) -> dict[str, Any]:
        return {name: as_wire(getattr(self, name)) for name in COMPONENTS}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Totals:
        return cls(*(from_wire(value[name]) for name in COMPONENTS))


@dataclass(frozen=True)
class QuotedLine:
    """Pieces of one variant out of one warehouse, priced.

    `vendor_unit` is in the vendor's currency; all else in the charge currency,
    at its exponent. `titles`, `slugs` and `option_labels` map a language to text.
    """

    variant_id: UUID
    product_id: UUID
    sku: str
    titles: Mapping[str, str]
    slugs: Mapping[str, str]
    option_labels: Mapping[str, str]
    picture: Mapping[str, Any] | None
    quantity: int
    vendor_unit: Money
    unit_price: Money
    goods: Money
    shipping: Money
    duty: Money
    tax: Money
    fees: Money
    hs_code: str
    origin: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    warehouse_id: UUID
    warehouse_country: str

    _money = ("vendor_unit", "unit_price", *COMPONENTS)
    _ids = ("variant_id", "product_id", "warehouse_id")

    @property
    def total(self) -> Money:
        return self.goods + self.shipping + self.duty + self.tax + self.fees

    def as_json(self) -> dict[str, Any]:
        plain = dict(self.__dict__)
        plain.update({name: as_wire(plain[name]) for name in self._money})
        plain.update({name: str(plain[name]) for name in self._ids})
        return plain

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> QuotedLine:
        plain = dict(value)
        plain.update({name: from_wire(plain[name]) for name in cls._money})
        plain.update({name: UUID(plain[name]) for name in cls._ids})
        return cls(**plain)


@dataclass(frozen=True)
class QuotedOption:
    """A way to send one consignment; `price` in the charge currency at its exponent, `names` by language.

    `incoterm` is DDP or DAP (empty in older quotes: the consignment's); `is_other` where it is not what the market
    promises, but what the seller lets buyers choose.
    """

    service_code: str
    carrier_code: str
    names: Mapping[str, str]
    price: Money
    min_days: int
    max_days: int
    incoterm: str = ""
    is_other: bool = False

    @property
    def code(self) -> str:
        """What a form, or a program, names it by."""
        return f"{self.service_code}/{self.incoterm}" if self.is_other else self.service_code

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "price": as_wire(self.price)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> QuotedOption:
        return cls(**{**value, "price": from_wire(value["price"])})


def _own(part: QuotedConsignment | QuotedVendor | Quote) -> dict[str, Any]:
    """The fields of a part, without what was reckoned from them."""
    return {name: part.__dict__[name] for name in part.__dataclass_fields__}


@dataclass(frozen=True)
class QuotedConsignment:
    """What one vendor sends out of one warehouse: the unit of delivery choice, duty and customs.

    `on_arrival` is what the border will ask of the buyer where duties are not
    prepaid; it is not in the totals. `assessment` is the tariff engine's own
    snapshot, from which alone the charges can be recomputed, `asked` the consignment that it is of, with the rates
    that it took (empty in older quotes). `accounting` says who accounts for its tax.
    """

    vendor_id: int
    warehouse_id: UUID
    warehouse_country: str
    lines: tuple[QuotedLine, ...]
    options: tuple[QuotedOption, ...]
    chosen: QuotedOption
    incoterm: str
    on_arrival: Money
    assessment: Mapping[str, Any]
    parcel_count: int
    minimum_age: int = 0
    accounting: tuple[Accounting, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_reverse_charged(self) -> bool:
        """Whether the buyer, a business, owes the tax instead of the seller."""
        return any(one.mechanism == Mechanism.REVERSE_CHARGE for one in self.accounting)

    @property
    def key(self) -> str:
        """What the delivery form calls it."""
        return f"{self.vendor_id}.{self.warehouse_id}"

    @cached_property
    def totals(self) -> Totals:
        return Totals.of(self.lines, self.on_arrival.currency.code)

    def as_json(self) -> dict[str, Any]:
        return {
            **_own(self),
            "warehouse_id": str(self.warehouse_id),
            "lines": [line.as_json() for line in self.lines],
            "options": [option.as_json() for option in self.options],
            "chosen": self.chosen.as_json(),
            "on_arrival": as_wire(self.on_arrival),
            "accounting": [one.as_json() for one in self.accounting],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> QuotedConsignment:
        return cls(
            **{
                **value,
                "warehouse_id": UUID(value["warehouse_id"]),
                "lines": tuple(QuotedLine.from_json(line) for line in value["lines"]),
                "options": tuple(QuotedOption.from_json(option) for option in value["options"]),
                "chosen": QuotedOption.from_json(value["chosen"]),
                "on_arrival": from_wire(value["on_arrival"]),
                "accounting": tuple(Accounting.from_json(one) for one in value.get("accounting", ())),
            }
        )


@dataclass(frozen=True)
class QuotedVendor:
    """One vendor's share of a quote. `rate` is charge currency for one unit of the vendor's `currency`.

    `routing` is why these houses send the goods (`rules.routing.decision`), empty where no others could.
    """

    vendor_id: int
    vendor_slug: str
    vendor_name: str
    vendor_country: str
    currency: str
    rate: Decimal
    processing_days: int
    consignments: tuple[QuotedConsignment, ...]
    routing: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_at_counter(self) -> bool:
        """Whether the seller sold it in its own shop: it has the money, and accounts for the tax itself."""
        return self.consignments[0].chosen.carrier_code == COUNTER

    @cached_property
    def lines(self) -> tuple[QuotedLine, ...]:
        return tuple(line for consignment in self.consignments for line in consignment.lines)

    @cached_property
    def totals(self) -> Totals:
        return Totals.of(self.lines, self.lines[0].goods.currency.code)

    def as_json(self) -> dict[str, Any]:
        return {
            **_own(self),
            "rate": str(self.rate),
            "consignments": [consignment.as_json() for consignment in self.consignments],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> QuotedVendor:
        return cls(
            **{
                **value,
                "rate": Decimal(value["rate"]),
                "consignments": tuple(QuotedConsignment.from_json(one) for one in value["consignments"]),
            }
        )


@dataclass(frozen=True)
class Quote:
    """What a cart costs at a door, down to the line. Frozen on the session, it is what is charged."""

    currency: str
    ship_to: str
    region: str
    market: str
    fx_quote_id: UUID
    valid_until: datetime
    vendors: tuple[QuotedVendor, ...]
    postcode: str = ""

    @cached_property
    def lines(self) -> tuple[QuotedLine, ...]:
        return tuple(line for vendor in self.vendors for line in vendor.lines)

    @cached_property
    def consignments(self) -> tuple[QuotedConsignment, ...]:
        return tuple(one for vendor in self.vendors for one in vendor.consignments)

    @property
    def door(self) -> Door:
        """Where it was quoted for."""
        return Door(self.ship_to, self.region, self.postcode)

    @property
    def minimum_age(self) -> int:
        """How old the buyer has to be; 0 where everybody may have the goods."""
        return max((one.minimum_age for one in self.consignments), default=0)

    def routed_as(self, other: Quote) -> Quote:
        """The quote with the reasons for its houses that another one of the same pieces gives."""
        reasons = {vendor.vendor_id: vendor.routing for vendor in other.vendors}
        vendors = tuple(replace(one, routing=reasons.get(one.vendor_id, {})) for one in self.vendors)
        return replace(self, vendors=vendors)

    def travels_by(self, choices: Mapping[str, str]) -> bool:
        """Whether each consignment, by its key, is quoted by the very service that is chosen for it."""
        return all(choices.get(one.key) == one.chosen.code for one in self.consignments)

    @cached_property
    def totals(self) -> Totals:
        return Totals.of(self.lines, self.currency)

    @cached_property
    def on_arrival(self) -> Money:
        return total([one.on_arrival for one in self.consignments], self.currency)

    @property
    def is_reverse_charged(self) -> bool:
        """Whether the buyer, a business, owes the tax of a consignment itself."""
        return any(one.is_reverse_charged for one in self.consignments)

    def as_json(self) -> dict[str, Any]:
        return {
            **_own(self),
            "fx_quote_id": str(self.fx_quote_id),
            "valid_until": self.valid_until.isoformat(),
            "vendors": [vendor.as_json() for vendor in self.vendors],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Quote:
        return cls(
            **{
                **value,
                "fx_quote_id": UUID(value["fx_quote_id"]),
                "valid_until": datetime.fromisoformat(value["valid_until"]),
                "vendors": tuple(QuotedVendor.from_json(vendor) for vendor in value["vendors"]),
            }
        )
