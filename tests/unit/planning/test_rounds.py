"""Walks through a warehouse in S-shape: held against the length that the same walk has by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from apps.planning.slotting.rounds import Place, walk

ENDS = {"A": (2.0, 12.0), "B": (2.0, 12.0), "C": (2.0, 12.0)}


@pytest.mark.parametrize(
    ("stops", "order", "metres"),
    [
        ([], (), 0.0),
        ([Place("A", 1, 5)], (0,), 2 * (1 + 5)),
        ([Place("B", 3, 9), Place("A", 1, 5), Place("B", 3, 4), Place("A", 1, 11)], (1, 3, 0, 2), 2 * 3 + 2 * 12),
        ([Place("C", 5, 6), Place("A", 1, 5), Place("B", 3, 4)], (1, 2, 0), 2 * 5 + 2 * 12 + 2 * 4),
    ],
)
def test_aisles_are_walked_to_and_fro_and_the_last_odd_one_is_left_where_it_was_entered(
    stops: list[Place], order: tuple[int, ...], metres: float
) -> None:
    found = walk(stops, ends=ENDS)

    assert found.order == order
    assert found.metres == pytest.approx(metres)
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(found.way))
