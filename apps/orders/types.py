"""Orders · statuses, and a purchase's part as checkout hands it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.common.types import ActorKind
from apps.registrations.types import Accounting, Business
from apps.shipping.types import FulfilmentStatus, FulfilmentView

_UNPACKED = (FulfilmentStatus.PENDING,)
_UNLABELLED = (FulfilmentStatus.PENDING, FulfilmentStatus.PACKED)
_LABELLED = frozenset(FulfilmentStatus) - {*_UNLABELLED, FulfilmentStatus.CANCELLED}

COMPONENTS = ("goods", "shipping", "duty", "tax", "fees")


class OrderStatus(models.TextChoices):
    PLACED = "placed", _("New")
    CONFIRMED = "confirmed", _("Confirmed")
    PACKED = "packed", _("Packed")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")


class CancelCause(models.TextChoices):
    """Why pieces of an order are not sent. What is missing or broken is taken off the shelf too."""

    NOT_WANTED = "not_wanted", _("The buyer does not want them any more")
    MISSING = "missing", _("They are not on the shelf")
    BROKEN = "broken", _("They are broken")
    OTHER = "other", _("Another reason")


OFF_THE_SHELF = frozenset({CancelCause.MISSING, CancelCause.BROKEN})


class PartsDisagree(ValueError):
    """A programming error: an amount is not the sum of its parts."""


# What follows from what in an order's life: of things that are told for one instant the cause stands first.
_STEPS = (
    "placed", "authorised", "captured", "held", "released", "confirmed", "pieces_cancelled", "packed", "label_printed",
    "declared", "handed_over", "shipped", "tracked", "delivered", "failed", "returned", "cancelled",
)  # fmt: skip


def step_rank(code: str) -> int:
    """Where something stands among what is told for the same instant, by its code (`orders.confirmed`, `confirmed`)."""
    step = code.rpartition(".")[2]
    return _STEPS.index(step) if step in _STEPS else len(_STEPS)


@dataclass(frozen=True)
class PartLine:
    """Pieces of one variant out of one warehouse, as sold. Amounts are the whole line's, in the charge currency.

    `cancelled` of the pieces are not sent.
    """

    variant_id: UUID
    sku: str
    title: str
    option_label: str
    quantity: int
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
    cancelled: int = 0

    @property
    def left(self) -> int:
        """Pieces that are sent, or were."""
        return self.quantity - self.cancelled

    @property
    def total(self) -> Money:
        """What the buyer paid for the line, at the door."""
        return self.goods + self.shipping + self.duty + self.tax + self.fees

    def worth_as(self, *, is_instead: bool) -> Money:
        """What customs is told: the price that was paid, or, of what is sent in place of others, that of such goods."""
        return self.unit_price * self.quantity if is_instead else self.goods


@dataclass(frozen=True)
class WarehouseService:
    """The service that the buyer chose for what comes out of one warehouse."""

    warehouse_id: UUID
    service_code: str
    carrier_code: str
    incoterm: str


@dataclass(frozen=True)
class OrderPart:
    """One vendor's part of a purchase. Refuses to exist where lines and totals disagree.

    `vendor_rate` is units of the vendor's currency for one unit of the charge
    currency, from the locked quote. `assessment` is the landed cost as computed.
    `services` names those warehouses that send by another service than the part's; `replaces_id` is the order in place
    of whose goods these are sent.
    """

    purchase_id: UUID
    purchase_number: str
    session_id: UUID
    placed_at: datetime
    buyer_name: str
    buyer_email: str
    buyer_user_id: int | None
    address: PostalAddress
    ship_to: str
    language: str
    currency: str
    lines: tuple[PartLine, ...]
    goods: Money
    shipping: Money
    duty: Money
    tax: Money
    fees: Money
    total: Money
    vendor_currency: str
    vendor_rate: Decimal
    incoterm: str
    service_code: str
    carrier_code: str
    delivery_min_days: int
    delivery_max_days: int
    assessment: Mapping[str, Any]
    services: tuple[WarehouseService, ...] = ()
    replaces_id: UUID | None = None

    def __post_init__(self) -> None:
        for name in COMPONENTS:
            if sum((getattr(line, name).amount for line in self.lines), Decimal(0)) != getattr(self, name).amount:
                raise PartsDisagree(name)
        if sum((getattr(self, name).amount for name in COMPONENTS), Decimal(0)) != self.total.amount:
            raise PartsDisagree("total")


@dataclass(frozen=True)
class PastReturnLine:
    """Pieces that came back from a past order, and what was given back for each (charge currency, unrounded)."""

    sku: str
    quantity: int
    unit_price: Money


@dataclass(frozen=True)
class Swapped:
    """Another version of the goods that a line sends; `less` is what of the price it costs less, as a fraction."""

    variant_id: UUID
    sku: str
    option_label: str
    pieces: int
    less: Decimal


@dataclass(frozen=True)
class OtherVersion:
    """A version that can be sent instead; `less` is what of the price it costs less, as a fraction."""

    variant_id: UUID
    title: str
    less: Decimal


@dataclass(frozen=True)
class LineToSwap:
    """A line by its place in the order, with the versions of its goods that cost as much or less."""

    place: int
    title: str
    option_label: str
    left: int
    versions: tuple[OtherVersion, ...]


@dataclass(frozen=True)
class OrderRef:
    """An order as its purchase remembers it."""

    order_id: UUID
    number: str


@dataclass(frozen=True)
class OrderRow:
    """An order in a list. `is_held`: the marketplace looks at it, and nothing may be sent."""

    public_id: UUID
    number: str
    version: int
    status: str
    placed_at: datetime
    buyer_name: str
    country: str
    total: Money
    piece_count: int
    service_code: str
    is_held: bool = False


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened to an order, and who did it."""

    code: str
    actor: str
    occurred_at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True)
class LineToCancel:
    """A line by its place in the order, of which `left` pieces can still be called off."""

    place: int
    title: str
    option_label: str
    unit_price: Money
    quantity: int
    left: int


@dataclass(frozen=True)
class OrderView:
    """An order for the vendor's page: also who accounts for its tax, and the company that bought, with its tax id.

    `routing` is why these houses send it, empty where no others could have.
    """

    row: OrderRow
    purchase_number: str
    buyer_email: str
    address: PostalAddress
    incoterm: str
    vendor_goods: Money
    goods: Money
    shipping: Money
    duty: Money
    tax: Money
    fees: Money
    delivery_days: tuple[int, int]
    lines: tuple[PartLine, ...]
    fulfilments: tuple[FulfilmentView, ...]
    timeline: tuple[TimelineEntry, ...]
    events: tuple[str, ...]
    accounting: tuple[Accounting, ...] = ()
    business: Business | None = None
    replaces: OrderRef | None = None
    note: str = ""
    gift_message: str = ""
    routing: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether nothing of it has left, and it is not cancelled."""
        return self.row.status in (OrderStatus.PLACED, OrderStatus.CONFIRMED, OrderStatus.PACKED)

    @property
    def may_go_elsewhere(self) -> bool:
        """Whether its address can be changed: no label names the old one, and nobody looks at it, and it replaces
        nothing: what is sent in place of other goods goes where those went."""
        if not self.is_open or self.row.is_held or self.replaces is not None:
            return False
        return not any(one.status in _LABELLED for one in self.fulfilments)

    def to_cancel(self, kind: ActorKind) -> tuple[LineToCancel, ...]:
        """What can be called off: by its buyer what is not packed, by others what has no label."""
        free = _UNPACKED if kind == ActorKind.BUYER else _UNLABELLED
        houses = {one.warehouse_id for one in self.fulfilments if one.status in free}
        if not self.is_open or self.replaces is not None:
            return ()
        return tuple(
            LineToCancel(place, line.title, line.option_label, line.unit_price, line.quantity, line.left)
            for place, line in enumerate(self.lines)
            if line.left and line.warehouse_id in houses
        )
