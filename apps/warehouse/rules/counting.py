"""Warehouse · what is to be counted next: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from ..types import Countable

# How often a variant is counted by its class: A are those that make four fifths of what leaves, B the next three
# twentieths, C the rest. The customary classes of ABC analysis.
CLASS_DAYS: Mapping[str, int] = {"A": 30, "B": 90, "C": 180}
_A_SHARE, _B_SHARE = 80, 95


def grades(shipped: Mapping[UUID, int]) -> dict[UUID, str]:
    """The class of each variant by how many pieces of it left, those of most first."""
    whole = sum(shipped.values())
    before, found = 0, {}
    for variant_id, pieces in sorted(shipped.items(), key=lambda one: (-one[1], str(one[0]))):
        share = 100 * before / whole if whole else 100
        found[variant_id] = "A" if pieces and share < _A_SHARE else "B" if pieces and share < _B_SHARE else "C"
        before += pieces
    return found


def chosen(known: Sequence[Countable], *, most: int) -> list[tuple[Countable, str]]:
    """What is to be counted now with its class: at most so many, those that are overdue longest for their class first.

    What was never counted is due; what was counted within its class's days is not.
    """
    classes = grades({one.variant_id: one.shipped for one in known})
    due = []
    for one in known:
        grade = classes[one.variant_id]
        lateness = float("inf") if one.age_days is None else one.age_days / CLASS_DAYS[grade]
        if lateness >= 1:
            due.append((-lateness, grade, str(one.variant_id), one.bin_id or 0, one.lot_id or 0, one))
    return [(row[-1], row[1]) for row in sorted(due, key=lambda row: row[:-1])[:most]]
