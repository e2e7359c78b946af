"""Checkout · a cart as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.tariffs.types import Restricted

from .quotes import Quote, QuotedConsignment
from .states import ChangeKind


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
    restricted: tuple[Restricted, ...] = ()


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
