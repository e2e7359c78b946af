"""Checkout · refunds: what is asked for, what it takes of each line, and how people see it.

Amounts named by minor units are integers at the ISO exponent; they are in the charge
currency but where the name begins with `own`: those are in the vendor's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from djmoney.money import Money

from apps.ledger.types import JournalLeg

from .quotes import QuotedConsignment

BUYER_CELLS = ("goods", "shipping", "duty", "tax", "fees")


class RefundKind(models.TextChoices):
    """How it is said what goes back."""

    WHOLE = "whole", _("All that is left")
    LINES = "lines", _("Pieces of lines")
    AMOUNT = "amount", _("An amount")
    SHIPPING = "shipping", _("Shipping")
    GOODWILL = "goodwill", _("Goodwill")
    CHARGEBACK = "chargeback", _("Chargeback")


class RefundReason(models.TextChoices):
    CANCELLED = "cancelled", _("The order was cancelled")
    RETURNED = "returned", _("The goods came back")
    DAMAGED = "damaged", _("Damaged")
    MISSING = "missing", _("Missing or lost")
    NOT_AS_DESCRIBED = "not_as_described", _("Not as described")
    LATE = "late", _("Too late")
    PRICE = "price", _("The price was wrong")
    GOODWILL = "goodwill", _("Goodwill")
    DISPUTED = "disputed", _("The payment was disputed")
    OTHER = "other", _("Other")


class RefundStatus(models.TextChoices):
    """WAITING: somebody else has to look at it. REQUESTED: booked, and the provider is asked to pay."""

    WAITING = "waiting", _("Waits for a second person")
    DECLINED = "declined", _("Declined")
    REQUESTED = "requested", pgettext_lazy("money", "On its way")
    PAID = "paid", _("Paid back")
    FAILED = "failed", _("Could not be paid back")


class Funder(models.TextChoices):
    """Who bears goodwill."""

    MARKETPLACE = "marketplace", _("The marketplace")
    VENDOR = "vendor", _("The seller")


@dataclass(frozen=True)
class LineCells:
    """What a line is made of in minor units, or what is taken of it. The first five are the buyer's money."""

    quantity: int = 0
    goods: int = 0
    shipping: int = 0
    duty: int = 0
    tax: int = 0
    fees: int = 0
    commission: int = 0
    commission_tax: int = 0
    own_goods: int = 0
    own_commission: int = 0
    own_tax: int = 0

    @property
    def paid(self) -> int:
        """What the buyer paid for it."""
        return self.goods + self.shipping + self.duty + self.tax + self.fees

    @property
    def collected(self) -> int:
        """Of the goods, what the marketplace holds for the vendor."""
        return self.goods - self.commission - self.commission_tax

    @property
    def own_net(self) -> int:
        """What the vendor is owed for it, in its currency."""
        return self.own_goods - self.own_commission - self.own_tax

    def __add__(self, other: LineCells) -> LineCells:
        return LineCells(*(getattr(self, name) + getattr(other, name) for name in CELLS))

    def __sub__(self, other: LineCells) -> LineCells:
        return LineCells(*(getattr(self, name) - getattr(other, name) for name in CELLS))

    @property
    def has_money(self) -> bool:
        """Whether anybody would pay or be owed for it."""
        return bool(self.paid or self.commission or self.commission_tax or self.own_net)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in CELLS)

    @classmethod
    def sum(cls, lines: Iterable[LineCells]) -> LineCells:
        whole = cls()
        for line in lines:
            whole += line
        return whole

    def as_json(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in CELLS if getattr(self, name)}


CELLS = tuple(one.name for one in fields(LineCells))


@dataclass(frozen=True)
class GoodwillMove:
    """Goodwill given or taken back: `amount` is the buyer's, `own` what it is to the vendor in its currency."""

    funder: Funder
    amount: int
    own: int

    def as_json(self) -> dict[str, Any]:
        return {"funder": self.funder.value, "amount": self.amount, "own": self.own}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> GoodwillMove:
        return cls(Funder(value["funder"]), value["amount"], value["own"])


@dataclass(frozen=True)
class Taken:
    """What a refund takes of each line of a part, in the part's order, and what of it the buyer is paid.

    The difference is goodwill that the buyer has had before: `recovered` says whose.
    """

    lines: tuple[LineCells, ...]
    paid: int
    recovered: tuple[GoodwillMove, ...] = ()
    given: GoodwillMove | None = None

    def sums(self) -> LineCells:
        return LineCells.sum(self.lines)

    def as_json(self) -> dict[str, Any]:
        return {
            "lines": {str(place): line.as_json() for place, line in enumerate(self.lines) if line},
            "count": len(self.lines),
            "paid": self.paid,
            "recovered": [move.as_json() for move in self.recovered],
            "given": self.given.as_json() if self.given else None,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Taken:
        return cls(
            lines=tuple(LineCells(**value["lines"].get(str(place), {})) for place in range(value["count"])),
            paid=value["paid"],
            recovered=tuple(GoodwillMove.from_json(move) for move in value["recovered"]),
            given=GoodwillMove.from_json(value["given"]) if value["given"] else None,
        )


@dataclass(frozen=True)
class RefundWish:
    """What somebody wants given back of one vendor's order.

    `lines` maps a line's place in the order (from 0) to pieces, `amount` is in the charge
    currency, and of LINES the most that the pieces give; LINES leaves shipping unless
    `with_shipping`; AMOUNT and SHIPPING are of `lines` where they are named, and AMOUNT is just
    the `charges` where those are: duty, tax and fees by a line's place. Where `restock`,
    the pieces go back on the shelf that they came from, and of numbered goods of which more left
    `serials` are those that came back. Where `to_credit`, the buyer has chosen store credit in
    place of money. `resold` is how a house's goods are sold from then on, where it is another
    version that is taxed otherwise.
    """

    kind: RefundKind
    reason: RefundReason
    lines: Mapping[int, int] | None = None
    amount: Money | None = None
    with_shipping: bool = False
    funder: Funder = Funder.MARKETPLACE
    restock: bool = False
    note: str = ""
    to_credit: bool = False
    charges: Mapping[int, LineCells] | None = None
    serials: Collection[str] = ()
    resold: QuotedConsignment | None = None


@dataclass(frozen=True)
class RefundLine:
    """What of one line went back, for people. `serials` are the numbers of its pieces that go back on the shelf."""

    place: int
    sku: str
    title: str
    quantity: int
    amount: Money
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class RefundView:
    """A refund for the pages and programs of buyer, vendor and staff. `by_vendor` is what it costs the vendor.

    `credited` of the amount went to gift cards and store credit.
    """

    public_id: UUID
    order_id: UUID
    order_number: str
    kind: RefundKind
    reason: RefundReason
    status: RefundStatus
    amount: Money
    credited: Money
    by_vendor: Money
    funder: Funder
    restock: bool
    note: str
    lines: tuple[RefundLine, ...]
    requested_at: datetime
    settled_at: datetime | None
    made_by: str
    checked_by: str
    problem: str


@dataclass(frozen=True)
class RefundPreview:
    """What a refund would do, before it is done. `left` is what could still be given back after it.

    `credited` of the amount would go to gift cards and store credit.
    """

    amount: Money
    credited: Money
    by_vendor: Money
    left: Money
    taken: Taken
    lines: tuple[RefundLine, ...]
    postings: tuple[JournalLeg, ...]
    needs_second_person: bool

    @property
    def digest(self) -> str:
        """What a form sends back to show that this very preview was seen."""
        facts = [self.taken.as_json(), str(self.amount), str(self.credited), self.needs_second_person]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class LineLeft:
    """A line of an order with what can still be given back of it; `amount_left` without shipping."""

    place: int
    sku: str
    title: str
    option_label: str
    quantity: int
    quantity_left: int
    amount_left: Money
    shipping_left: Money


@dataclass(frozen=True)
class Refundable:
    """What one vendor's order cost, and what can still be given back of it.

    `held` cannot be now: the payment is disputed, or has been taken in part only. It is not in `left`.
    """

    order_id: UUID
    order_number: str
    purchase_id: UUID
    purchase_number: str
    vendor_id: int
    vendor_name: str
    paid: Money
    refunded: Money
    left: Money
    held: Money
    shipping_left: Money
    lines: tuple[LineLeft, ...]
