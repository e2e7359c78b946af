"""Customs · what falls on the whole, dealt out to goods items so that the items sum to it exactly: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from apps.common.money import split, to_minor

from ..rules.checks import at_border
from ..types import Charge, Snapshot


def gross_masses(snapshot: Snapshot) -> dict[int, int]:
    """Gross grams of each line by position: the parcels' weight shared by net weight, by largest remainder."""
    weights = [max(line.net_g, 1) for line in snapshot.lines]
    shares = _dealt(snapshot.gross_g, weights)
    return {line.position: grams for line, grams in zip(snapshot.lines, shares, strict=True)}


def charges_of(snapshot: Snapshot) -> dict[int, list[Charge]]:
    """Duty and tax to be declared of each line by position, those on the whole dealt out by value of goods."""
    found: dict[int, list[Charge]] = {line.position: [] for line in snapshot.lines}
    weights = [to_minor(line.goods) for line in snapshot.lines]
    for charge in at_border(snapshot):
        if charge.position is not None:
            found[charge.position].append(charge)
            continue
        bases, amounts = split(charge.base, weights), split(charge.amount, weights)
        for line, base, amount in zip(snapshot.lines, bases, amounts, strict=True):
            found[line.position].append(replace(charge, position=line.position, base=base, amount=amount))
    return found


def _dealt(whole: int, weights: Sequence[int]) -> list[int]:
    exact = [Decimal(whole) * weight / sum(weights) for weight in weights]
    floors = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda index: (floors[index] - exact[index], index))
    for index in order[: whole - sum(floors)]:
        floors[index] += 1
    return floors
