"""Orders · the order's machine: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from apps.common.machines import Machine
from apps.shipping.types import FulfilmentStatus as F
from apps.tariffs.types import Assessment

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


def assessed_as(assessment: Mapping[str, Any], given: str, wanted: str, *, house: str, less: Decimal) -> dict[str, Any]:
    """An order's landed cost where a house sends another variant for one that was sold and costs so much less, as a
    fraction: its charges are of that variant, and so much lower. `worth` keeps what of the price is left, and `charged`
    what of its duty, tax and fees is left of that, by house and variant."""
    consignments = [
        {**one, "assessment": _of_other(Assessment.from_json(one["assessment"]), given, wanted, less).as_json()}
        if one.get("warehouse_id") == house and one.get("assessment")
        else one
        for one in assessment.get("consignments", ())
    ]
    worth, charged = dict(assessment.get("worth", {})), dict(assessment.get("charged", {}))
    worth[f"{house}:{wanted}"] = str(Decimal(worth.pop(f"{house}:{given}", "1")) * (1 - less))
    if (lower := charged.pop(f"{house}:{given}", None)) is not None:
        charged[f"{house}:{wanted}"] = lower
    return {**assessment, "consignments": consignments, "worth": worth, "charged": charged}


def reassessed(
    assessment: Mapping[str, Any], found: Assessment, *, house: str, lower: Mapping[str, Mapping[str, Decimal]]
) -> dict[str, Any]:
    """An order's landed cost where what a house sends was assessed anew at the prices of the sale; `lower` says by
    variant what of each of its charges is left."""
    lines = tuple(
        one.times(share_of_price(assessment, house=house, variant=one.ref), ref=one.ref) if one.ref else one
        for one in found.lines
    )
    consignments = [
        {**one, "assessment": found.with_lines(lines).as_json()} if one.get("warehouse_id") == house else one
        for one in assessment.get("consignments", ())
    ]
    charged = dict(assessment.get("charged", {}))
    for variant, shares in lower.items():
        known = charged.get(f"{house}:{variant}", {})
        now = {name: str(Decimal(known.get(name, "1")) * share) for name, share in shares.items()}
        charged[f"{house}:{variant}"] = {**known, **now}
    return {**assessment, "consignments": consignments, "charged": charged}


def share_of_price(assessment: Mapping[str, Any], *, house: str, variant: str, charge: str = "") -> Decimal:
    """What of the price of a variant out of a house is left, or of a charge on it: less than all where it is sent for
    goods that were dearer, or owed more."""
    key = f"{house}:{variant}"
    of_charge = assessment.get("charged", {}).get(key, {}).get(charge, "1")
    return Decimal(assessment.get("worth", {}).get(key, "1")) * Decimal(of_charge)


def _of_other(whole: Assessment, given: str, wanted: str, less: Decimal) -> Assessment:
    return whole.with_lines(tuple(one.times(1 - less, ref=wanted) if one.ref == given else one for one in whole.lines))
