"""Checkout · dearer goods in place of others that came back: what of their price is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.common.money import as_wire, from_wire


@dataclass(frozen=True)
class AskedFor:
    """One piece of a variant: its `price` and what of that is `asked`, both in the charge currency at its exponent."""

    price: Money
    asked: Money

    @property
    def share(self) -> Decimal:
        """What of the price is asked, as a fraction."""
        return self.asked.amount / self.price.amount if self.price.amount else Decimal(0)


@dataclass(frozen=True)
class Difference:
    """Goods that are sent in place of some of an order's: only what they cost more is to be paid.

    `order_id` is the order whose goods came back, `rate` as QuotedVendor's, locked with that order; `pieces` says of
    each variant what is asked for one of it.
    """

    order_id: UUID
    rate: Decimal
    pieces: Mapping[UUID, AskedFor]

    def as_json(self) -> dict[str, Any]:
        """The form that is kept with a checkout."""
        return {
            "order_id": str(self.order_id),
            "rate": str(self.rate),
            "pieces": {
                str(variant): {"price": as_wire(one.price), "asked": as_wire(one.asked)}
                for variant, one in self.pieces.items()
            },
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Difference:
        """The difference of its `as_json` form."""
        pieces = {
            UUID(variant): AskedFor(from_wire(one["price"]), from_wire(one["asked"]))
            for variant, one in value["pieces"].items()
        }
        return cls(UUID(value["order_id"]), Decimal(value["rate"]), pieces)
