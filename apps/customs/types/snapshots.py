"""Customs · the one frozen snapshot that every document and message of a consignment is drawn from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.common.money import as_wire, from_wire, total

FORMAT = 1


@dataclass(frozen=True)
class Registration:
    """A number under which somebody is known to tax or customs: kind IOSS, EORI, VAT or GST."""

    kind: str
    number: str


@dataclass(frozen=True)
class SnapshotParty:
    """Who sends or gets the goods."""

    address: PostalAddress
    email: str = ""
    registrations: tuple[Registration, ...] = ()

    @property
    def name(self) -> str:
        return self.address.organisation or self.address.recipient


@dataclass(frozen=True)
class SnapshotLine:
    """Goods of one kind; amounts and `net_g` (grams) are of the whole quantity, money in the order's currency."""

    position: int
    variant_id: UUID
    sku: str
    description: str
    hs_code: str
    origin: str
    quantity: int
    net_g: int
    goods: Money
    shipping: Money
    duty: Money
    tax: Money
    fees: Money


@dataclass(frozen=True)
class SnapshotParcel:
    """One box; `gross_g` with packing, sizes in mm."""

    number: int
    tracking_number: str
    gross_g: int
    length_mm: int
    width_mm: int
    height_mm: int


@dataclass(frozen=True)
class Charge:
    """Duty, tax or a fee as it was quoted, in the authority's currency.

    `position` is the line's, None for a charge on the whole. `rate` is a fraction, None for a fixed
    amount. `paid_to` says who collects: the marketplace at the sale, or customs at the border.
    """

    kind: str
    label: str
    position: int | None
    base: Money
    rate: Decimal | None
    amount: Money
    paid_to: str
    rule_id: str
    is_verified: bool


@dataclass(frozen=True)
class Snapshot:
    """A consignment at the moment its label was printed: what was sold, packed, quoted. Never changed.

    `scheme` is the code of the regime that the quote used; `authority_rate` is units of
    `authority_currency` for one unit of `currency` on the day of sale.

    Raises:
        ValueError: a total is not the sum of its lines, or a position comes twice.
    """

    shipment_id: UUID
    order_id: UUID
    order_number: str
    purchase_id: UUID
    purchase_number: str
    placed_at: datetime
    packed_at: datetime
    sender: SnapshotParty
    recipient: SnapshotParty
    marketplace: SnapshotParty
    ship_from: str
    ship_to: str
    incoterm: str
    procedure: str
    scheme: str
    carrier_code: str
    currency: str
    lines: tuple[SnapshotLine, ...]
    parcels: tuple[SnapshotParcel, ...]
    charges: tuple[Charge, ...]
    authority_currency: str
    authority_rate: Decimal
    rule_set: str
    assessed_on: date
    is_verified: bool
    category: str = "sale"
    format: int = FORMAT

    def __post_init__(self) -> None:
        positions = [line.position for line in self.lines]
        if not positions or len(set(positions)) != len(positions):
            raise ValueError("A consignment has lines with positions of their own.")
        if not self.parcels:
            raise ValueError("A consignment has parcels.")
        for line in self.lines:
            for money in (line.goods, line.shipping, line.duty, line.tax, line.fees):
                if money.currency.code != self.currency:
                    raise ValueError(f"Line {line.position} is not in {self.currency}.")

    @property
    def goods(self) -> Money:
        """What was paid for the goods alone."""
        return total([line.goods for line in self.lines], self.currency)

    @property
    def shipping(self) -> Money:
        return total([line.shipping for line in self.lines], self.currency)

    @property
    def duty(self) -> Money:
        """What the buyer paid us for duty."""
        return total([line.duty for line in self.lines], self.currency)

    @property
    def tax(self) -> Money:
        return total([line.tax for line in self.lines], self.currency)

    @property
    def fees(self) -> Money:
        return total([line.fees for line in self.lines], self.currency)

    @property
    def total(self) -> Money:
        """Everything that the buyer paid us for this consignment."""
        return self.goods + self.shipping + self.duty + self.tax + self.fees

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def net_g(self) -> int:
        return sum(line.net_g for line in self.lines)

    @property
    def gross_g(self) -> int:
        return sum(parcel.gross_g for parcel in self.parcels)

    def registration(self, kind: str) -> str:
        """A number of the marketplace's or the seller's, "" where there is none."""
        for party in (self.marketplace, self.sender):
            for one in party.registrations:
                if one.kind == kind:
                    return one.number
        return ""

    def as_json(self) -> dict[str, Any]:
        """The canonical form: decimal strings, ISO instants, keys as the fields are named."""
        return {
            **{field.name: _plain(getattr(self, field.name)) for field in fields(self)},
            "lines": [_values(line) for line in self.lines],
            "parcels": [_values(parcel) for parcel in self.parcels],
            "charges": [_values(charge) for charge in self.charges],
        }

    def canonical(self) -> bytes:
        """The bytes that `digest` is of."""
        return canonical(self.as_json())

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical form, in hex."""
        return hashlib.sha256(self.canonical()).hexdigest()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Snapshot:
        """The snapshot of its `as_json` form."""
        return cls(
            **{
                **value,
                **{name: UUID(value[name]) for name in ("shipment_id", "order_id", "purchase_id")},
                **{name: datetime.fromisoformat(value[name]) for name in ("placed_at", "packed_at")},
                **{name: _party(value[name]) for name in ("sender", "recipient", "marketplace")},
                "lines": tuple(_line(line) for line in value["lines"]),
                "parcels": tuple(SnapshotParcel(**parcel) for parcel in value["parcels"]),
                "charges": tuple(_charge(charge) for charge in value["charges"]),
                "authority_rate": Decimal(value["authority_rate"]),
                "assessed_on": date.fromisoformat(value["assessed_on"]),
            }
        )


def canonical(value: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, no blanks, UTF-8: the same facts give the same bytes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _values(part: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(part, field.name)) for field in fields(part)}


def _plain(value: Any) -> Any:
    match value:
        case Money():
            return as_wire(value)
        case Decimal():
            return format(value, "f")
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case PostalAddress():
            return value.as_json()
        case SnapshotParty():
            return {
                "address": value.address.as_json(),
                "email": value.email,
                "registrations": [dict(vars(one)) for one in value.registrations],
            }
        case _:
            return value


def _party(value: Mapping[str, Any]) -> SnapshotParty:
    return SnapshotParty(
        address=PostalAddress.from_json(value["address"]),
        email=value["email"],
        registrations=tuple(Registration(**one) for one in value["registrations"]),
    )


def _line(value: Mapping[str, Any]) -> SnapshotLine:
    money = {name: from_wire(value[name]) for name in ("goods", "shipping", "duty", "tax", "fees")}
    return SnapshotLine(**{**value, **money, "variant_id": UUID(value["variant_id"])})


def _charge(value: Mapping[str, Any]) -> Charge:
    rate = None if value["rate"] is None else Decimal(value["rate"])
    return Charge(**{**value, "base": from_wire(value["base"]), "amount": from_wire(value["amount"]), "rate": rate})
