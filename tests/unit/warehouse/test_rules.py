"""Warehouse · which movements are possible."""

from __future__ import annotations

import pytest

from apps.warehouse import rules
from apps.warehouse.types import MovementKind


@pytest.mark.parametrize("kind", list(MovementKind))
def test_every_kind_has_a_direction(kind: MovementKind) -> None:
    assert rules.problem(kind, 0) is not None
    assert rules.problem(kind, 5) is None or rules.problem(kind, -5) is None


@pytest.mark.parametrize(
    ("kind", "delta"), [(MovementKind.RECEIVED, -1), (MovementKind.RETURNED, -1), (MovementKind.SHIPPED, 1)]
)
def test_goods_do_not_move_backwards(kind: MovementKind, delta: int) -> None:
    assert rules.problem(kind, delta) is not None


@pytest.mark.parametrize("kind", [MovementKind.ADJUSTED, MovementKind.TRANSFERRED])
def test_corrections_and_transfers_go_either_way(kind: MovementKind) -> None:
    assert rules.problem(kind, 1) is None
    assert rules.problem(kind, -1) is None
    assert rules.problem(kind, 1_000_001) is not None
