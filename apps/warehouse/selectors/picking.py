"""Warehouse · from where goods would be taken that are to be sent · vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from .. import rules
from ..types import Stowed
from .stowing import stowed


def to_take(wanted: Mapping[UUID, int], *, warehouse: str, today: date) -> dict[UUID, list[tuple[Stowed, int]]]:
    """The places in a house from which so many pieces of variants leave when they are sent, and pieces of each.

    They are those of the books: what expires first leaves first. Fewer are named where there are not so many.
    """
    held: dict[UUID, list[Stowed]] = defaultdict(list)
    for one in stowed(variant_ids=wanted, warehouse=warehouse, limit=10_000):
        held[one.variant_id].append(one)
    return {
        variant_id: rules.drawn(held[variant_id], pieces, today=today, is_sale=True)
        for variant_id, pieces in wanted.items()
        if held[variant_id]
    }
