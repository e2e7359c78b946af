"""Warehouse · counts that are sent in: many at once, twice, and out of order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.stock import operations as stock
from apps.stock.errors import Shortage
from apps.stock.types import Demand
from apps.warehouse import operations, selectors
from apps.warehouse.errors import ImpossibleMovement, WarehouseMissing
from apps.warehouse.types import ShelfCount
from tests.factories.warehouse import house

pytestmark = pytest.mark.django_db


@pytest.fixture
def variants(kiln: Any, enter: Any, at: Any) -> list[UUID]:
    """Three variants, ten pieces of the first on the shelf of JDZ."""
    found = [uuid4() for _ in range(3)]
    with transaction.atomic(), enter(kiln):
        house("JDZ", at=at)
        operations.receive(variant_id=found[0], warehouse="JDZ", quantity=10, at=at)
    return found


def on_hand(variant: UUID) -> int:
    return selectors.levels([variant])[variant].houses[0].on_hand


def outcomes(found: Any) -> list[str]:
    return [str(result.outcome) for result in found]


def test_shelves_hold_what_was_counted(kiln: Any, enter: Any, variants: list[UUID], at: Any) -> None:
    counts = [ShelfCount(variants[0], "JDZ", 7), ShelfCount(variants[1], "JDZ", 4), ShelfCount(variants[2], "JDZ", 0)]
    with enter(kiln):
        results = operations.set_levels(counts, at=at)
        again = operations.set_levels(counts, at=at)

        assert outcomes(results) == ["applied", "applied", "unchanged"]
        assert outcomes(again) == ["unchanged"] * 3
        assert [on_hand(variant) for variant in variants] == [7, 4, 0]
        assert selectors.discrepancies() == []


def test_an_older_count_never_overwrites_a_newer_one(kiln: Any, enter: Any, variants: list[UUID], at: Any) -> None:
    early, late = at - timedelta(hours=2), at - timedelta(hours=1)
    with enter(kiln):
        operations.set_levels([ShelfCount(variants[0], "JDZ", 5, counted_at=late)], at=at)
        for stale in (early, late):
            assert outcomes(operations.set_levels([ShelfCount(variants[0], "JDZ", 9, counted_at=stale)], at=at)) == [
                "stale"
            ]
        operations.set_levels([ShelfCount(variants[1], "JDZ", 5, version=2**40)], at=at)
        found = operations.set_levels(
            [ShelfCount(variants[1], "JDZ", 8, version=1), ShelfCount(variants[1], "JDZ", 6, version=2**40 + 1)], at=at
        )

        assert outcomes(found) == ["stale", "applied"]
        assert [on_hand(variant) for variant in variants[:2]] == [5, 6]


def test_a_row_that_is_refused_leaves_the_others_alone(kiln: Any, enter: Any, variants: list[UUID], at: Any) -> None:
    with transaction.atomic():
        stock.hold([Demand(kiln.pk, variants[0], 4)], session_id=uuid4(), ship_to="DE",
                   expires_at=at + timedelta(minutes=9), at=at)  # fmt: skip
    with enter(kiln):
        results = operations.set_levels(
            [
                ShelfCount(variants[0], "JDZ", 3),
                ShelfCount(variants[1], "NOWHERE", 3),
                ShelfCount(variants[1], "JDZ", -1),
                ShelfCount(variants[1], "JDZ", 3, counted_at=at + timedelta(days=1)),
                ShelfCount(variants[2], "JDZ", 3),
            ],
            at=at,
        )

        assert outcomes(results) == ["refused"] * 4 + ["applied"]
        assert [type(result.error) for result in results[:4]] == [
            Shortage, WarehouseMissing, ImpossibleMovement, ImpossibleMovement
        ]  # fmt: skip
        assert [on_hand(variant) for variant in variants] == [10, 0, 3]


def test_statements_do_not_grow_with_rows(kiln: Any, enter: Any, variants: list[UUID], at: Any) -> None:
    counts = []
    with enter(kiln):
        for number in (1, 2, 200):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                operations.set_levels([ShelfCount(uuid4(), "JDZ", 3) for _ in range(number)], at=at)
            counts.append(len(asked))
    assert counts[1] == counts[2] <= 12


def test_a_count_by_hand_is_refused_where_goods_are_promised(
    kiln: Any, enter: Any, variants: list[UUID], at: Any
) -> None:
    with transaction.atomic():
        stock.hold([Demand(kiln.pk, variants[0], 4)], session_id=uuid4(), ship_to="DE",
                   expires_at=at + timedelta(minutes=9), at=at)  # fmt: skip
    with enter(kiln):
        with pytest.raises(Shortage):
            operations.count_shelf(variant_id=variants[0], warehouse="JDZ", quantity=3, at=at)
        operations.count_shelf(variant_id=variants[0], warehouse="JDZ", quantity=4, at=at, note="counted")

        assert on_hand(variants[0]) == 4
        assert selectors.movements(variant_id=variants[0])[0][0].note == "counted"
