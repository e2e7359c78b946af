"""Checkout · the one price resolver: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from djmoney.money import Money

Tiers = Sequence[tuple[int, Money]]


@dataclass(frozen=True)
class ResolvedPrice:
    """A unit price in the vendor's currency; `trail` says in words of the rule how it came about.

    `next_tier` is the next larger quantity with a lower price.
    """

    unit: Money
    trail: tuple[str, ...]
    next_tier: tuple[int, Money] | None


def resolve(tiers: Tiers, quantity: int) -> ResolvedPrice:
    """The unit price of `quantity` pieces: the tier of the largest quantity that is reached.

    `tiers` are (smallest quantity, unit price), rising in quantity, not empty.

    Raises:
        ValueError: no tiers, or fewer pieces than the first asks for.
    """
    if not tiers or quantity < tiers[0][0]:
        raise ValueError(f"No price for {quantity} pieces.")
    trail: list[str] = []
    unit = tiers[0][1]
    following: tuple[int, Money] | None = None
    for smallest, price in tiers:
        if quantity >= smallest:
            unit = price
            trail.append(f"from {smallest}: {price.amount} {price.currency.code}")
        else:
            following = (smallest, price)
            break
    return ResolvedPrice(unit, tuple(trail), following)


def allowed(tiers: Tiers, wanted: int, *, pack: int = 1) -> int:
    """The smallest quantity that may be bought and is at least `wanted`: the first tier's, in whole packs."""
    smallest = max(wanted, tiers[0][0] if tiers else 1, 1)
    return -(-smallest // pack) * pack
