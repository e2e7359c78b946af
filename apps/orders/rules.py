"""Orders · the order's machine: pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from apps.common.machines import Machine
from apps.shipping.types import FulfilmentStatus as F

from .types import OrderStatus as O

_UNIT = Decimal("0.0001")

ORDER: Machine[O] = Machine(
    "order",
    {
        (O.PLACED, "confirm"): O.CONFIRMED,
        (O.CONFIRMED, "pack"): O.PACKED,
        (O.PACKED, "ship"): O.SHIPPED,
        (O.SHIPPED, "deliver"): O.DELIVERED,
        (O.PLACED, "cancel"): O.CANCELLED,
        (O.CONFIRMED, "cancel"): O.CANCELLED,
        (O.PACKED, "cancel"): O.CANCELLED,
    },
)

_PROGRESS = {F.PENDING: 0, F.PACKED: 1, F.LABELLED: 1, F.HANDED_OVER: 2, F.FAILED: 2, F.RETURNED: 2,
             F.DELIVERED: 3}  # fmt: skip
_STEPS = ((1, "pack"), (2, "ship"), (3, "deliver"))


def steps_due(status: O, fulfilments: Sequence[F]) -> list[str]:
    """The events that bring an order to where all of its fulfilments are.

    An order is packed, shipped or delivered when the last of its warehouses is that still sends something.
    """
    alive = [fulfilment for fulfilment in fulfilments if fulfilment is not F.CANCELLED]
    if not alive:
        return []
    reached = min(_PROGRESS[fulfilment] for fulfilment in alive)
    due = []
    for level, event in _STEPS:
        if reached >= level and ORDER.allows(status, event):
            status = ORDER.next(status, event)
            due.append(event)
    return due


def share_left(amount: Decimal, *, left: int, of: int) -> Decimal:
    """What of a line's amount belongs to the pieces that are left of it, to four decimals."""
    return amount if left == of else (amount * left / of).quantize(_UNIT, rounding=ROUND_HALF_UP)
