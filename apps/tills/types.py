"""Tills · means of payment, kinds of entry, and what pages and programs are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from djmoney.money import Money


class Means(models.TextChoices):
    CASH = "cash", _("Cash")
    TERMINAL = "terminal", _("Card terminal of the shop")


class EntryKind(models.TextChoices):
    SALE = "sale", _("Sale")
    REFUND = "refund", pgettext_lazy("till", "Given back")
    CASH_MOVED = "cash_moved", _("Cash put in or taken out")


@dataclass(frozen=True)
class Cashier:
    """Who stands at a till, a person or a program of the team. `person` is the account's key, where it is one."""

    ref: UUID
    name: str
    person: int | None = None


@dataclass(frozen=True)
class BasketLine:
    """Pieces of one variant that somebody wants to buy, and their serial numbers, where they have some."""

    variant_id: UUID
    pieces: int
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class TillInfo:
    """A till of a shop, which is one of the vendor's houses. `place` is what the address says, on one line."""

    public_id: UUID
    name: str
    warehouse_id: UUID
    house: str
    country: str
    place: str
    currency: str
    is_open: bool


@dataclass(frozen=True)
class Goods:
    """A variant as the counter shows it: price of a piece with tax, and pieces that lie in the house and are free.

    `minimum_age` is in years, 0 for everybody. `by_serial`: each piece is sold by its number.
    """

    variant_id: UUID
    sku: str
    gtin: str
    title: str
    price: Money
    pieces: int
    minimum_age: int
    by_serial: bool


@dataclass(frozen=True)
class ReceiptLine:
    """A line of a basket or a receipt. Amounts are the whole line's; `total` is with tax and fees.

    `by_serial`: each piece is sold by its number. `serials` are those that were named, or sold.
    """

    place: int
    variant_id: UUID
    sku: str
    title: str
    pieces: int
    goods: Money
    total: Money
    by_serial: bool = False
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class Basket:
    """What a basket costs. `cash` is the total as coins can make it up."""

    lines: tuple[ReceiptLine, ...]
    goods: Money
    tax: Money
    fees: Money
    total: Money
    cash: Money
    minimum_age: int


@dataclass(frozen=True)
class EntryView:
    """Something that happened at a till. `amount` is signed as the vendor sees it; `drawer` as the cash in it moved.

    `serials` are the numbers of the pieces that were sold, by variant.
    `taken` is what came in, as cash or by the terminal. `given` is what the buyer put down, `change` what went back.
    """

    public_id: UUID
    till_id: UUID
    kind: EntryKind
    means: Means
    amount: Money
    taken: Money
    drawer: Money
    given: Money | None
    change: Money | None
    reference: str
    note: str
    order_id: UUID | None
    order_number: str
    purchase_id: UUID | None
    cashier: str
    happened_at: datetime
    serials: Mapping[UUID, Sequence[str]]


@dataclass(frozen=True)
class TaxLine:
    """Tax of one name and rate (a fraction; None for a fixed amount) on a receipt."""

    label: str
    rate: Decimal | None
    amount: Money


@dataclass(frozen=True)
class Receipt:
    """What a receipt says, in the sale's own `language`. `rounding` is what was taken less the total; `given_back` are
    the entries that followed; `sold_at` is by the clock of the shop.
    """

    entry: EntryView
    seller: str
    place: str
    country: str
    purchase_number: str
    language: str
    sold_at: datetime
    buyer: str
    email: str
    lines: tuple[ReceiptLine, ...]
    goods: Money
    taxes: tuple[TaxLine, ...]
    total: Money
    rounding: Money
    given_back: tuple[EntryView, ...]


@dataclass(frozen=True)
class TillCount:
    """What one cashier's entries at a till add up to since the last closing. `expected` is the cash in the drawer."""

    currency: str
    sales: int
    refunds: int
    sold: Money
    given_back: Money
    by_terminal: Money
    moved: Money
    expected: Money
    first_at: datetime | None
    upto: int

    @property
    def rounding(self) -> Money:
        """What was taken and given, as cash and by the terminal, less what the books say of it."""
        return self.by_terminal + self.expected - self.moved - self.sold + self.given_back


@dataclass(frozen=True)
class ClosingView:
    """A closed till: what was expected, what was counted, and the difference (counted less expected)."""

    public_id: UUID
    number: int
    till: str
    cashier: str
    count: TillCount
    counted: Money
    difference: Money
    note: str
    closed_at: datetime
