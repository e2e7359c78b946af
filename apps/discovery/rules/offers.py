"""Discovery · from a catalogue's prices to what a shopper pays for one piece and for many · pure."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from apps.catalog.types import PriceKind, Tier


def unit_prices(tiers: Collection[Tier], *, currency: str, moq: int) -> tuple[tuple[int, Decimal], ...]:
    """[(smallest quantity, price of one piece)] in `currency`, from one piece on, each cheaper than the one before.

    Retail prices hold from their own quantity, wholesale ones from the smallest
    wholesale order at least. Empty where there is no retail price for one piece.
    """
    known = [
        (max(tier.min_quantity, moq if tier.kind == PriceKind.WHOLESALE else 1), tier.price.amount)
        for tier in tiers
        if tier.price.currency.code == currency
    ]
    steps: list[tuple[int, Decimal]] = []
    for quantity, price in sorted(known):
        if not steps or price < steps[-1][1]:
            if steps and steps[-1][0] == quantity:
                steps.pop()
            steps.append((quantity, price))
    return tuple(steps) if steps and steps[0][0] == 1 else ()
