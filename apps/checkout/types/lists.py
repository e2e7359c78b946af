"""Checkout · a list of codes and quantities, and what became of each line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from .carts import CartRef


@dataclass(frozen=True)
class Asked:
    """A line of a list. `quantity` is zero where it cannot be read; `vendor` is a slug, empty where none is named."""

    number: int
    code: str
    quantity: int
    vendor: str = ""

    @property
    def key(self) -> str:
        """The code as it is compared: upper case, no spaces."""
        return "".join(self.code.split()).upper()


class ListProblem(models.TextChoices):
    """Why a line of a list cannot be had as it stands."""

    UNREADABLE = "unreadable", _("A line is a SKU and a whole number from 1 to 99,999.")
    UNKNOWN = "unknown", _("Nobody sells a product with this code.")
    SEVERAL = "several", _("Several makers use this code. Choose one.")
    NOT_SOLD_HERE = "not_sold_here", _("This is not sold in your country.")
    SOLD_OUT = "sold_out", _("Sold out.")
    FEWER_LEFT = "fewer_left", _("Fewer pieces are left.")
    TOO_FEW = "too_few", _("Fewer than the smallest quantity that is sold.")


@dataclass(frozen=True)
class ListChoice:
    """A maker that uses a code."""

    vendor: str
    vendor_name: str
    title: str


@dataclass(frozen=True)
class ListLine:
    """What became of a line.

    `addable` pieces can be put into the cart, perhaps others than were asked for.
    `unit_price` is each one's in the visitor's currency at today's rate, at the
    quantity that the cart comes to; `goods` that of them all. `joined` are
    further lines with the same code, summed into this one; `near` are known codes
    like an unknown one; `left` counts what the cart could still take.
    """

    number: int
    code: str
    quantity: int
    joined: tuple[int, ...] = ()
    problem: ListProblem | None = None
    addable: int = 0
    left: int = 0
    variant_id: UUID | None = None
    title: str = ""
    slug: str = ""
    option_label: str = ""
    vendor: str = ""
    vendor_name: str = ""
    picture: Mapping[str, Any] | None = None
    unit_price: Money | None = None
    goods: Money | None = None
    near: tuple[str, ...] = ()
    choices: tuple[ListChoice, ...] = ()


@dataclass(frozen=True)
class ListResult:
    """`ref` is None where nothing was put into a cart."""

    lines: tuple[ListLine, ...]
    ref: CartRef | None = None

    @property
    def addable(self) -> int:
        """How many lines can be put into the cart."""
        return sum(1 for line in self.lines if line.addable)

    @property
    def asks(self) -> bool:
        """Whether a maker has to be chosen for some line."""
        return any(line.choices for line in self.lines)

    @property
    def faulty(self) -> tuple[ListLine, ...]:
        """The lines that cannot be had as they stand."""
        return tuple(line for line in self.lines if line.problem)
