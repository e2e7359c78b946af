"""Warehouse · the ledger of movements and the counters it feeds."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.common.addresses import PostalAddress
from apps.common.ids import new_id
from apps.common.models import NoVendor
from apps.stock import selectors as stock
from apps.stock.errors import Shortage
from apps.warehouse import operations, selectors
from apps.warehouse.errors import ImpossibleMovement, WarehouseCodeTaken, WarehouseMissing
from apps.warehouse.models import StockMovement
from tests.factories import warehouse as build

pytestmark = pytest.mark.django_db


def sellable(variant_id: Any) -> int:
    found = stock.availability([variant_id]).get(variant_id)
    return found.sellable if found else 0


def test_a_house_reads_as_it_was_opened(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        opened = build.house("JDZ", at=at)
        assert selectors.warehouses() == (opened,)
        assert selectors.warehouse("JDZ") == selectors.warehouse(opened.public_id) == opened

    assert opened.address == PostalAddress(recipient="Kiln", country="CN", lines=("1 Kiln Road",))
    assert (opened.lat, opened.country, opened.kind) == (29.2687, "CN", "own")


def test_a_code_is_used_once(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        build.house("JDZ", at=at)
        with pytest.raises(WarehouseCodeTaken):
            build.house("JDZ", at=at)


def test_received_pieces_are_on_sale(kiln: Any, enter: Any, at: Any) -> None:
    variant_id = new_id()
    with enter(kiln):
        build.house("JDZ", at=at)
        operations.receive(variant_id=variant_id, warehouse="JDZ", quantity=12, at=at)
        operations.adjust(variant_id=variant_id, warehouse="JDZ", delta=-2, at=at, note="broken")
        assert selectors.on_hand([variant_id]) == {variant_id: {"JDZ": 10}}
        history, following = selectors.movements(variant_id=variant_id)

    assert sellable(variant_id) == 10
    assert [(line.kind, line.delta, line.note) for line in history] == [
        ("adjusted", -2, "broken"),
        ("received", 12, ""),
    ]
    assert following is None


def test_a_referenced_movement_happens_once(kiln: Any, enter: Any, at: Any) -> None:
    variant_id = new_id()
    with enter(kiln):
        build.house("JDZ", at=at)
        for _ in range(2):
            operations.receive(variant_id=variant_id, warehouse="JDZ", quantity=5, at=at, reference="asn:1")
            operations.receive_many([(variant_id, "JDZ", 7)], reference="asn:2", at=at)

    assert sellable(variant_id) == 12


def test_more_cannot_leave_than_is_there(kiln: Any, enter: Any, at: Any) -> None:
    variant_id = new_id()
    with enter(kiln):
        build.house("JDZ", at=at)
        operations.receive(variant_id=variant_id, warehouse="JDZ", quantity=3, at=at)
        with pytest.raises(Shortage), transaction.atomic():
            operations.adjust(variant_id=variant_id, warehouse="JDZ", delta=-4, at=at)
        assert StockMovement.objects.count() == 1

    assert sellable(variant_id) == 3


def test_impossible_movements_write_nothing(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        build.house("JDZ", at=at)
        with pytest.raises(ImpossibleMovement):
            operations.receive(variant_id=new_id(), warehouse="JDZ", quantity=-1, at=at)
        with pytest.raises(WarehouseMissing):
            operations.receive(variant_id=new_id(), warehouse="XXX", quantity=1, at=at)
        with pytest.raises(WarehouseMissing):
            operations.receive_many([(new_id(), "XXX", 1)], reference="", at=at)
        assert not StockMovement.objects.exists()


def test_a_transfer_moves_and_keeps_the_sum(kiln: Any, enter: Any, at: Any) -> None:
    variant_id = new_id()
    with enter(kiln):
        build.house("JDZ", at=at)
        build.house("ROT", country="NL", kind="overseas", at=at)
        operations.receive(variant_id=variant_id, warehouse="JDZ", quantity=9, at=at)
        for _ in range(2):
            operations.transfer(
                variant_id=variant_id, source="JDZ", target="ROT", quantity=4, reference="transfer:1", at=at
            )
        assert selectors.on_hand([variant_id]) == {variant_id: {"JDZ": 5, "ROT": 4}}

    assert stock.availability([variant_id])[variant_id].by_country == (("CN", 5), ("NL", 4))


def test_counting_sets_the_shelves(kiln: Any, enter: Any, at: Any) -> None:
    first, second = new_id(), new_id()
    with enter(kiln):
        build.house("JDZ", at=at)
        operations.receive_many([(first, "JDZ", 10), (second, "JDZ", 10)], reference="", at=at)
        corrected = operations.count_shelves({(first, "JDZ"): 14, (second, "JDZ"): 3}, reference="count:1", at=at)
        again = operations.count_shelves({(first, "JDZ"): 14, (second, "JDZ"): 3}, reference="count:2", at=at)

    assert (corrected, again) == (2, 0)
    assert (sellable(first), sellable(second)) == (14, 3)


STEPS = st.lists(st.tuples(st.sampled_from(["JDZ", "ROT"]), st.integers(-6, 9)), max_size=12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_counters_are_the_sums_of_the_movements(kiln: Any, enter: Any, at: Any, steps: Any) -> None:
    variant_id = new_id()
    with enter(kiln), transaction.atomic():
        if not selectors.warehouses():
            build.house("JDZ", at=at)
            build.house("ROT", country="NL", at=at)
        for code, delta in steps:
            try:
                with transaction.atomic():
                    operations.adjust(variant_id=variant_id, warehouse=code, delta=delta, at=at)
            except (Shortage, ImpossibleMovement):
                continue
        moved = selectors.on_hand([variant_id]).get(variant_id, {})

    assert all(pieces >= 0 for pieces in moved.values())
    assert sellable(variant_id) == sum(moved.values())


def test_vendors_do_not_see_each_others_houses(kiln: Any, loom: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        build.house("JDZ", at=at)
    with enter(loom):
        assert selectors.warehouses() == ()
    with pytest.raises(NoVendor):
        selectors.warehouses()
