"""Checkout · choosing the houses that serve a vendor's share of a cart · public schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.checkout.rules import routing
from apps.checkout.types import ChangeKind, QuotedVendor
from apps.stock import selectors as stock
from apps.stock.errors import InsufficientStock
from apps.stock.types import Demand, Holding
from apps.vendors import selectors as vendors

Problems = dict[UUID, tuple[ChangeKind, int]]


def ways(
    wanted: list[Demand], ship_to: str, problems: Problems, kept: frozenset[tuple[UUID, str]]
) -> Mapping[int, Sequence[Sequence[Holding]]]:
    """By vendor, how its houses can serve what is wanted; what is short leaves `wanted` and is noted."""
    try:
        return stock.ways(wanted, ship_to=ship_to, kept=kept) if wanted else {}
    except InsufficientStock as short:
        for variant in short.data["variants"]:
            left = int(variant["sellable"])
            kind = ChangeKind.QUANTITY if left else ChangeKind.SOLD_OUT
            problems[UUID(str(variant["variant_id"]))] = (kind, left)
        wanted[:] = [demand for demand in wanted if demand.variant_id not in problems]
    return stock.ways(wanted, ship_to=ship_to, kept=kept) if wanted else {}


def only_way(
    wanted: list[Demand], holdings: Sequence[Holding], problems: Problems, kept: frozenset[tuple[UUID, str]]
) -> Mapping[int, Sequence[Sequence[Holding]]]:
    """The holdings as the one way of each vendor; what may not leave its country leaves `wanted` and is noted."""
    for one in holdings:
        if (one.variant_id, one.warehouse_country) in kept:
            problems[one.variant_id] = (ChangeKind.RESTRICTED, 0)
    wanted[:] = [demand for demand in wanted if demand.variant_id not in problems]
    asked = {demand.variant_id for demand in wanted}
    found: dict[int, list[Holding]] = defaultdict(list)
    for one in holdings:
        if one.variant_id in asked:
            found[one.vendor_id].append(one)
    return {vendor_id: [held] for vendor_id, held in found.items()}


def by_house(holdings: Sequence[Holding]) -> dict[UUID, list[Holding]]:
    """Holdings by warehouse, both in the order of their ids."""
    found: dict[UUID, list[Holding]] = defaultdict(list)
    for holding in sorted(holdings, key=lambda one: (str(one.warehouse_id), str(one.variant_id))):
        found[holding.warehouse_id].append(holding)
    return found


def routed(
    ways: Sequence[Sequence[Holding]],
    *,
    vendor_id: int,
    price: Callable[[Sequence[Holding]], QuotedVendor | None],
) -> tuple[Sequence[Holding], dict[str, Any]]:
    """The way that the vendor's rule prefers, and what is kept of the decision: nothing where there is but one way.

    `price` quotes a way at the buyer's door. A way by which all goods can be had comes before any other.
    """
    if len(ways) == 1:
        return ways[0], {}
    rule = vendors.card_shown(vendor_id).routing
    quoted = [price(way) for way in ways]
    pieces = sum(one.quantity for one in ways[0])
    chosen = routing.best(quoted, pieces=pieces, rule=rule)
    if chosen is None:
        return ways[0], {}
    return ways[chosen], routing.decision(quoted, chosen, pieces=pieces, rule=rule)


def ways_told(kept: Mapping[str, Any]) -> tuple[routing.WayTold, ...]:
    """The ways of a decision that was kept with an order, the chosen one first. No query."""
    return routing.ways_told(kept)
