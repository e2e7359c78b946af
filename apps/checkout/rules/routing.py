"""Checkout · which of a vendor's houses serve its share of a cart, and why: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.checkout.types import QuotedVendor
from apps.common.money import as_wire, from_wire, total
from apps.vendors.types import RoutingRule


class Rejected(StrEnum):
    """Why a way of serving was not chosen; empty for the one that was."""

    CHOSEN = ""
    NOT_SERVED = "not_served"
    MORE_PARCELS = "more_parcels"
    COSTS_MORE = "costs_more"
    LATER = "later"
    NO_BETTER = "no_better"


@dataclass(frozen=True)
class Figures:
    """What a way of serving comes to: what the buyer pays besides the goods, days to the door, houses that send."""

    landed: Money
    days: int
    houses: int

    def by(self, rule: str) -> tuple[tuple[Rejected, Decimal | int], ...]:
        """The figures in the order in which a rule looks at them, each with what is said of a greater one."""
        cost = (Rejected.COSTS_MORE, self.landed.amount)
        days = (Rejected.LATER, self.days)
        houses = (Rejected.MORE_PARCELS, self.houses)
        orders: dict[str, tuple[tuple[Rejected, Decimal | int], ...]] = {
            RoutingRule.CHEAPEST: (cost, days, houses),
            RoutingRule.FASTEST: (days, cost, houses),
        }
        return orders.get(rule, (houses, cost, days))


@dataclass(frozen=True)
class WayTold:
    """A way of serving an order as it was compared: (warehouse, its country, pieces) of each house, and figures."""

    houses: tuple[tuple[UUID, str, int], ...]
    landed: Money
    shipping: Money
    charges: Money
    days: int
    why: Rejected

    @property
    def is_chosen(self) -> bool:
        """Whether the goods came this way."""
        return self.why is Rejected.CHOSEN


def ways_told(kept: Mapping[str, Any]) -> tuple[WayTold, ...]:
    """The ways of a decision that was kept with an order, the chosen one first; none where there was but one."""
    found = [
        WayTold(
            houses=tuple((UUID(one["warehouse_id"]), one["country"], one["pieces"]) for one in way["houses"]),
            landed=from_wire(way["landed"]),
            shipping=from_wire(way["shipping"]),
            charges=from_wire(way["charges"]),
            days=way["days"],
            why=Rejected(way["why"]),
        )
        for way in kept.get("ways", ())
    ]
    return tuple(sorted(found, key=lambda way: not way.is_chosen))


def figures(vendor: QuotedVendor) -> Figures:
    """What a vendor's share comes to by a way of serving it. What the border asks of the buyer counts as cost."""
    totals, currency = vendor.totals, vendor.totals.currency
    on_arrival = total([one.on_arrival for one in vendor.consignments], currency)
    return Figures(
        landed=totals.shipping + totals.charges + on_arrival,
        days=vendor.processing_days + max(one.chosen.max_days for one in vendor.consignments),
        houses=len(vendor.consignments),
    )


def best(quoted: Sequence[QuotedVendor | None], *, pieces: int, rule: str) -> int | None:
    """Which of the ways a vendor's rule prefers, the earlier between equals; None where none serves all `pieces`."""
    known = [(_keys(one, rule), at) for at, one in enumerate(quoted) if one is not None and _serves(one, pieces)]
    return min(known)[1] if known else None


def decision(quoted: Sequence[QuotedVendor | None], chosen: int, *, pieces: int, rule: str) -> dict[str, Any]:
    """What was chosen and what was not, with figures and the reason, as it is kept with the order (JSON values)."""
    winner = quoted[chosen]
    assert winner is not None
    return {
        "rule": str(rule),
        "ways": [
            _told(one, why=Rejected.CHOSEN if at == chosen else _why(one, winner, pieces=pieces, rule=rule))
            for at, one in enumerate(quoted)
            if one is not None
        ],
    }


def _why(one: QuotedVendor, winner: QuotedVendor, *, pieces: int, rule: str) -> Rejected:
    if not _serves(one, pieces):
        return Rejected.NOT_SERVED
    for (why, value), (_, least) in zip(figures(one).by(rule), figures(winner).by(rule), strict=True):
        if value != least:
            return why
    return Rejected.NO_BETTER


def _told(one: QuotedVendor, *, why: Rejected) -> dict[str, Any]:
    found = figures(one)
    return {
        "houses": [
            {
                "warehouse_id": str(consignment.warehouse_id),
                "country": consignment.warehouse_country,
                "pieces": sum(line.quantity for line in consignment.lines),
                "service": consignment.chosen.service_code,
            }
            for consignment in one.consignments
        ],
        "landed": as_wire(found.landed),
        "shipping": as_wire(one.totals.shipping),
        "charges": as_wire(found.landed - one.totals.shipping),
        "days": found.days,
        "why": why.value,
    }


def _serves(one: QuotedVendor, pieces: int) -> bool:
    return sum(line.quantity for line in one.lines) == pieces


def _keys(one: QuotedVendor, rule: str) -> tuple[Decimal | int, ...]:
    return tuple(value for _, value in figures(one).by(rule))
