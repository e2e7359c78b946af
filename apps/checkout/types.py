"""Checkout · states, quotes and the buyer's purchase as others may hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.common.money import as_wire, from_wire, total

COMPONENTS = ("goods", "shipping", "duty", "tax", "fees")


class SessionStatus(models.TextChoices):
    """Whether it is paid is not here: that is the payment intent's."""

    OPEN = "open", _("Being filled in")
    PLACED = "placed", _("Waiting for payment")
    COMPLETED = "completed", _("Completed")
    EXPIRED = "expired", _("Expired")


class Step(models.TextChoices):
    ADDRESS = "address", _("Address")
    DELIVERY = "delivery", _("Delivery")
    REVIEW = "review", _("Review and pay")


class PartStatus(models.TextChoices):
    """One vendor's part as the buyer sees it; it follows the order's own machine."""

    PLACED = "placed", _("Placed")
    CONFIRMED = "confirmed", _("Confirmed")
    PACKED = "packed", _("Packed")
    SHIPPED = "shipped", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")


class PurchaseStatus(models.TextChoices):
    """The whole, derived from its parts when read; never stored."""

    PLACED = "placed", _("Placed")
    PREPARING = "preparing", _("Being prepared")
    PARTLY_SHIPPED = "partly_shipped", _("Partly on its way")
    SHIPPED = "shipped", _("On its way")
    PARTLY_DELIVERED = "partly_delivered", _("Partly delivered")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")


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

    @property
    def total(self) -> Money:
        return self.goods + self.shipping + self.duty + self.tax + self.fees

    @property
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
    """A way to send one consignment; `price` in the charge currency at its exponent, `names` by language."""

    service_code: str
    carrier_code: str
    names: Mapping[str, str]
    price: Money
    min_days: int
    max_days: int

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "price": as_wire(self.price)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> QuotedOption:
        return cls(**{**value, "price": from_wire(value["price"])})


@dataclass(frozen=True)
class QuotedConsignment:
    """What one vendor sends out of one warehouse: the unit of delivery choice, duty and customs.

    `on_arrival` is what the border will ask of the buyer where duties are not
    prepaid; it is not in the totals. `assessment` is the tariff engine's own
    snapshot, from which alone the charges can be recomputed.
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

    @property
    def key(self) -> str:
        """What the delivery form calls it."""
        return f"{self.vendor_id}.{self.warehouse_id}"

    @property
    def totals(self) -> Totals:
        return Totals.of(self.lines, self.on_arrival.currency.code)

    def as_json(self) -> dict[str, Any]:
        return {
            **self.__dict__,
            "warehouse_id": str(self.warehouse_id),
            "lines": [line.as_json() for line in self.lines],
            "options": [option.as_json() for option in self.options],
            "chosen": self.chosen.as_json(),
            "on_arrival": as_wire(self.on_arrival),
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
            }
        )


@dataclass(frozen=True)
class QuotedVendor:
    """One vendor's share of a quote. `rate` is charge currency for one unit of the vendor's `currency`."""

    vendor_id: int
    vendor_slug: str
    vendor_name: str
    vendor_country: str
    currency: str
    rate: Decimal
    processing_days: int
    consignments: tuple[QuotedConsignment, ...]

    @property
    def lines(self) -> tuple[QuotedLine, ...]:
        return tuple(line for consignment in self.consignments for line in consignment.lines)

    @property
    def totals(self) -> Totals:
        return Totals.of(self.lines, self.lines[0].goods.currency.code)

    def as_json(self) -> dict[str, Any]:
        return {
            **self.__dict__,
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

    @property
    def lines(self) -> tuple[QuotedLine, ...]:
        return tuple(line for vendor in self.vendors for line in vendor.lines)

    @property
    def consignments(self) -> tuple[QuotedConsignment, ...]:
        return tuple(one for vendor in self.vendors for one in vendor.consignments)

    @property
    def totals(self) -> Totals:
        return Totals.of(self.lines, self.currency)

    @property
    def on_arrival(self) -> Money:
        return total([one.on_arrival for one in self.consignments], self.currency)

    def as_json(self) -> dict[str, Any]:
        return {
            **self.__dict__,
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


class ChangeKind(models.TextChoices):
    """What became different between what the buyer saw and what holds now."""

    GONE = "gone", _("No longer for sale")
    SOLD_OUT = "sold_out", _("Sold out in the meantime")
    QUANTITY = "quantity", _("Fewer pieces are left")
    PRICE = "price", _("The price changed")
    DELIVERY = "delivery", _("The delivery changed")
    SHIPPING = "shipping", _("The cost of shipping changed")
    DUTY = "duty", _("The duty changed")
    TAX = "tax", _("The tax changed")
    FEES = "fees", _("The import fees changed")
    TOTAL = "total", _("The total changed")
    HOLD = "hold", _("The goods were held too long and went back on sale")


@dataclass(frozen=True)
class Change:
    """One difference. `before` and `after` are in one currency; `titles` name the goods by language."""

    kind: ChangeKind
    titles: Mapping[str, str] = field(default_factory=dict)
    before: Money | None = None
    after: Money | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "titles": dict(self.titles),
            "before": as_wire(self.before) if self.before is not None else None,
            "after": as_wire(self.after) if self.after is not None else None,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Change:
        return cls(
            ChangeKind(value["kind"]),
            value["titles"],
            from_wire(value["before"]) if value["before"] else None,
            from_wire(value["after"]) if value["after"] else None,
        )


@dataclass(frozen=True)
class Visitor:
    """Where somebody stands: market, country of delivery, language, and the currency to be charged."""

    market: str
    ship_to: str
    language: str
    currency: str


@dataclass(frozen=True)
class Wish:
    """What is to be quoted: (vendor, variant, quantity) lines, and where to; `choices` are services by consignment."""

    lines: tuple[tuple[int, UUID, int], ...]
    market: str
    ship_to: str
    region: str
    currency: str
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Quoted:
    """A quote of everything that can be bought, and why the rest cannot: (kind, pieces that are left) by variant."""

    quote: Quote | None
    problems: Mapping[UUID, tuple[ChangeKind, int]]


@dataclass(frozen=True)
class CartLineView:
    """A line as the cart shows it. `price_before` is set where the price changed since the buyer saw it."""

    variant_id: UUID
    vendor_id: int
    vendor_name: str
    vendor_slug: str
    title: str
    slug: str
    option_label: str
    picture: Mapping[str, Any] | None
    quantity: int
    smallest: int
    unit_price: Money | None
    goods: Money | None
    price_before: Money | None
    price_now: Money | None
    next_tier: tuple[int, Money] | None
    problem: ChangeKind | None
    left: int


@dataclass(frozen=True)
class CartGroup:
    """One vendor's lines that travel as one consignment; `consignment` is None for those that cannot be bought."""

    vendor_id: int
    vendor_name: str
    vendor_slug: str
    consignment: QuotedConsignment | None
    lines: tuple[CartLineView, ...]


@dataclass(frozen=True)
class CartView:
    """A cart priced for a door, from the first look on."""

    public_id: UUID | None
    count: int
    groups: tuple[CartGroup, ...]
    quote: Quote | None

    @property
    def is_empty(self) -> bool:
        return not self.groups


@dataclass(frozen=True)
class CartRef:
    """A cart's id and how many pieces are in it, for the shopper's session."""

    public_id: UUID
    count: int


@dataclass(frozen=True)
class Placement:
    """What placing came to: an intent to be paid, or what changed and has to be accepted first."""

    session_id: UUID
    version: int
    intent_id: UUID | None
    changes: tuple[Change, ...] = ()

    @property
    def is_placed(self) -> bool:
        return self.intent_id is not None


# --- the buyer's purchase ---------------------------------------------------------


@dataclass(frozen=True)
class PurchaseSummary:
    """What completion gives back, to the first caller and to every later one."""

    public_id: UUID
    number: str
    total: Money
    session_id: UUID


@dataclass(frozen=True)
class PurchaseLine:
    """A line as bought, in the language asked for; money in the charge currency."""

    variant_id: UUID
    product_id: UUID
    title: str
    slug: str
    option_label: str
    sku: str
    picture: Mapping[str, Any] | None
    quantity: int
    unit_price: Money
    goods: Money
    total: Money
    warehouse_id: UUID


@dataclass(frozen=True)
class ParcelView:
    """A shipment of one order, from the news of `shipping`; `status` is the last topic's or tracking status."""

    shipment_id: str
    tracking_number: str
    status: str
    code: str
    location: str
    country: str
    lat: float | None
    lon: float | None
    occurred_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True)
class PartView:
    """One vendor's part. Delivery days count from hand-over; `arrives_from`, `arrives_until` are dates at the door."""

    vendor_id: int
    vendor_name: str
    vendor_slug: str
    vendor_country: str
    order_id: UUID
    order_number: str
    status: PartStatus
    lines: tuple[PurchaseLine, ...]
    parcels: tuple[ParcelView, ...]
    totals: Totals
    incoterm: str
    service_name: str
    arrives_from: date
    arrives_until: date


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened to a purchase. `code` is the topic ("orders.confirmed") or "checkout.placed"."""

    code: str
    source: str
    occurred_at: datetime
    vendor_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PurchaseView:
    """The buyer's page: everything in one value, nothing to query after it."""

    public_id: UUID
    number: str
    status: PurchaseStatus
    placed_at: datetime
    buyer_name: str
    email: str
    user_id: int | None
    address: PostalAddress
    ship_to: str
    language: str
    market: str
    currency: str
    totals: Totals
    on_arrival: Money
    parts: tuple[PartView, ...]
    timeline: tuple[TimelineEntry, ...]


@dataclass(frozen=True)
class PurchaseRow:
    """A line of the list of purchases; `cursor` is what the next page starts after."""

    public_id: UUID
    number: str
    status: PurchaseStatus
    placed_at: datetime
    total: Money
    vendor_names: tuple[str, ...]
    pictures: tuple[Mapping[str, Any], ...]
    cursor: str
