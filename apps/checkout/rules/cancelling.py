"""Checkout · what is paid back for pieces of an order that are not sent after all: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from apps.checkout.types.refunds import LineCells, RefundKind, RefundReason, RefundWish


@dataclass(frozen=True)
class LineToSend:
    """A line before pieces of it are cancelled: of `sold` pieces `left` are to be sent and `unpaid_back` are not
    refunded. What was refunded though it was to be sent has its money back already. `keeps_shipping`: something of
    its shipping is not given back."""

    warehouse_id: UUID
    sold: int
    left: int
    unpaid_back: int
    keeps_shipping: bool = False

    def due(self, less: int) -> int:
        """Of `less` pieces that are cancelled, those that are still to be paid back."""
        before = (self.sold - self.unpaid_back) - (self.sold - self.left)
        return max(less - max(before, 0), 0)


def price_of(cells: LineCells, *, pieces: int, share: Decimal) -> int:
    """A share of the price of so many pieces of what is left of a line, with duty, tax and fees, in whole minor units
    and rounded down; of pieces that were paid back before nothing."""
    if not cells.quantity:
        return 0
    price = cells.goods + cells.duty + cells.tax + cells.fees
    return int(price * min(pieces, cells.quantity) * share / cells.quantity)


def wishes(
    lines: Sequence[LineToSend], pieces: Mapping[int, int], *, is_buyers_wish: bool, note: str
) -> tuple[RefundWish, ...]:
    """The refunds of pieces by their line's place: with their share of the shipping, and without.

    Shipping goes back where seller or marketplace leave pieces out, and where nothing else leaves the same house: then
    that of what was called off before, too.
    """
    still: dict[UUID, int] = {}
    for place, line in enumerate(lines):
        still[line.warehouse_id] = still.get(line.warehouse_id, 0) + line.left - pieces.get(place, 0)
    grouped: dict[bool, dict[int, int]] = {True: {}, False: {}}
    for place, less in pieces.items():
        line = lines[place]
        due = line.due(less)
        if due:
            grouped[not is_buyers_wish or not still[line.warehouse_id]][place] = due
    emptied = {lines[place].warehouse_id for place, less in pieces.items() if less} - {
        house for house, count in still.items() if count
    }
    kept = {
        place: line.sold
        for place, line in enumerate(lines)
        if line.warehouse_id in emptied and line.keeps_shipping and place not in grouped[True]
    }
    found = [
        RefundWish(RefundKind.LINES, RefundReason.CANCELLED, lines=places, with_shipping=with_shipping, note=note)
        for with_shipping, places in grouped.items()
        if places
    ]
    if kept:
        found.append(RefundWish(RefundKind.SHIPPING, RefundReason.CANCELLED, lines=kept, note=note))
    return tuple(found)
