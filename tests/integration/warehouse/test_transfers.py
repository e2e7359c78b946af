"""Transfers and cycle counts: nothing is lost between two houses, and nobody is told what should be there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.common.ids import new_id
from apps.stock import operations as stock
from apps.stock import selectors as counters
from apps.stock.errors import Shortage
from apps.stock.types import Demand, Holding
from apps.warehouse import operations, selectors
from apps.warehouse.errors import (
    BasisMissing,
    CountClosed,
    ImpossibleMovement,
    NothingToCount,
    TransferNotSo,
)
from apps.warehouse.models import CountLine, StockMovement
from apps.warehouse.types import Counted, CountState, Settlement, TransferItem
from tests.factories import warehouse as build

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug(kiln: Any, enter: Any, at: Any) -> UUID:
    """Ten pieces in MAIN; EAST and the bonded BOND are empty."""
    variant = new_id()
    with enter(kiln):
        build.house("MAIN", at=at)
        build.house("EAST", at=at)
        build.house("BOND", at=at, kind="bonded")
        operations.receive(variant_id=variant, warehouse="MAIN", quantity=10, at=at)
    return variant


def on_hand(variant: UUID) -> dict[str, int]:
    return {code: pieces for code, pieces in selectors.on_hand([variant])[variant].items() if pieces}


def drafted(variant: UUID, quantity: int, at: Any, *, source: str = "MAIN", target: str = "EAST") -> UUID:
    return operations.draft_transfer(source=source, target=target, items=[TransferItem(variant, quantity)], at=at)


def test_goods_on_the_way_are_in_neither_house_and_differences_are_settled(
    kiln: Any, enter: Any, mug: UUID, at: Any
) -> None:
    with enter(kiln):
        transfer = drafted(mug, 6, at)
        assert on_hand(mug) == {"MAIN": 10}
        operations.send_transfer(transfer, at=at)
        operations.send_transfer(transfer, at=at)
        assert (on_hand(mug), selectors.in_transit([mug])) == ({"MAIN": 4}, {mug: 6})
        (line,) = selectors.transfer(transfer).lines
        assert not operations.receive_transfer(transfer, {line.id: 5}, at=at)
        assert (on_hand(mug), selectors.in_transit([mug])) == ({"MAIN": 4, "EAST": 5}, {})
        with pytest.raises(ImpossibleMovement), transaction.atomic():
            operations.settle_difference(transfer, line.id, Settlement.EXTRA, at=at)
        operations.settle_difference(transfer, line.id, Settlement.STAYED, at=at)
        assert (on_hand(mug), selectors.transfer(transfer).state) == ({"MAIN": 5, "EAST": 5}, "closed")
        for act in (
            lambda: operations.cancel_transfer(transfer, at=at),
            lambda: operations.send_transfer(transfer, at=at),
            lambda: operations.receive_transfer(transfer, {}, at=at),
            lambda: operations.settle_difference(transfer, line.id, Settlement.LOST, at=at),
        ):
            with pytest.raises(TransferNotSo), transaction.atomic():
                act()

        more = drafted(mug, 2, at)
        operations.send_transfer(more, at=at)
        (line,) = selectors.transfer(more).lines
        operations.receive_transfer(more, {line.id: 3}, at=at)
        operations.settle_difference(more, line.id, Settlement.EXTRA, at=at)
        lost = drafted(mug, 1, at, source="EAST", target="MAIN")
        operations.send_transfer(lost, at=at)
        (line,) = selectors.transfer(lost).lines
        operations.receive_transfer(lost, {line.id: 0}, at=at)
        operations.settle_difference(lost, line.id, Settlement.LOST, at=at)
        assert on_hand(mug) == {"MAIN": 2, "EAST": 7}
        assert selectors.discrepancies() == []


def test_lines_of_the_same_goods_are_carried_and_counted_each_for_itself(
    kiln: Any, enter: Any, mug: UUID, at: Any
) -> None:
    with enter(kiln):
        operations.keep_lot(mug, "L1", at=at)
        operations.receive(variant_id=mug, warehouse="MAIN", quantity=4, lot="L1", at=at)
        items = [TransferItem(mug, 2, "L1"), TransferItem(mug, 3)]
        transfer = operations.draft_transfer(source="MAIN", target="EAST", items=items, at=at)
        operations.send_transfer(transfer, at=at)
        assert on_hand(mug) == {"MAIN": 9}
        operations.receive_transfer(transfer, {}, at=at)
        assert on_hand(mug) == {"MAIN": 9, "EAST": 5}

        count = operations.plan_count("MAIN", at=at)
        for line in selectors.count(count).lines:
            for _ in range(2):
                operations.enter_count(line.id, count_id=count, pieces=1, at=at)
        assert on_hand(mug)["MAIN"] == len(selectors.count(count).lines) > 1
        assert selectors.wrongly_stowed() == selectors.discrepancies() == []


def test_promised_pieces_do_not_leave_and_nothing_is_half_sent(kiln: Any, enter: Any, mug: UUID, at: Any) -> None:
    with enter(kiln):
        stock.hold([Demand(kiln.pk, mug, 7)], session_id=uuid4(), ship_to="DE",
                   expires_at=at + timedelta(minutes=9), at=at)  # fmt: skip
        transfer = drafted(mug, 4, at)
        with pytest.raises(Shortage), transaction.atomic():
            operations.send_transfer(transfer, at=at)
        assert (on_hand(mug), selectors.transfer(transfer).state) == ({"MAIN": 10}, "draft")
        operations.cancel_transfer(transfer, at=at)
        with pytest.raises(ImpossibleMovement), transaction.atomic():
            operations.draft_transfer(source="MAIN", target="MAIN", items=[TransferItem(mug, 1)], at=at)
        with pytest.raises(ImpossibleMovement), transaction.atomic():
            drafted(mug, 0, at)


def test_goods_under_bond_are_for_sale_once_a_customs_entry_has_released_them(
    kiln: Any, enter: Any, mug: UUID, at: Any
) -> None:
    with enter(kiln):
        operations.transfer(variant_id=mug, source="MAIN", target="BOND", quantity=8, reference="T-1", at=at)
        levels = {
            one.warehouse: (one.on_hand, one.blocked, one.sellable) for one in selectors.levels([mug])[mug].houses
        }
        assert levels == {"MAIN": (2, 0, 2), "EAST": (0, 0, 0), "BOND": (8, 8, 0)}
        assert counters.availability([mug])[mug].sellable == 2
        main = next(shelf for shelf in counters.shelves([mug]) if shelf.sellable == 2)
        wanted = Holding(kiln.pk, mug, main.warehouse_id, main.warehouse_country, 3)
        assert stock.hold_or_lack([wanted], session_id=uuid4(), expires_at=at + timedelta(hours=1), at=at) == {mug: 2}

        transfer = drafted(mug, 5, at, source="BOND")
        with pytest.raises(BasisMissing), transaction.atomic():
            operations.send_transfer(transfer, at=at)
        assert on_hand(mug) == {"MAIN": 2, "BOND": 8}
        operations.send_transfer(transfer, basis="25DE000123", at=at)
        operations.receive_transfer(transfer, {}, at=at)

        assert counters.availability([mug])[mug].sellable == 7
        pair = StockMovement.objects.filter(kind="released").order_by("delta").values_list("delta", "basis")
        assert list(pair) == [(-5, "25DE000123"), (5, "25DE000123")]
        with pytest.raises(IntegrityError), transaction.atomic():
            StockMovement.objects.create(
                warehouse_id=StockMovement.objects.first().warehouse_id, variant_id=mug, kind="released", delta=1,
                actor_kind="system", occurred_at=at,
            )  # fmt: skip


def test_a_count_is_blind_counted_again_on_a_difference_and_then_posted(
    kiln: Any, enter: Any, mug: UUID, at: Any
) -> None:
    with enter(kiln):
        operations.add_bin("MAIN", code="A1", at=at)
        operations.put_away(variant_id=mug, warehouse="MAIN", quantity=6, to_bin="A1", at=at)
        count = operations.plan_count("MAIN", at=at)
        lines = {line.bin: line.id for line in selectors.count(count).lines}
        with pytest.raises(NothingToCount), transaction.atomic():
            operations.plan_count("MAIN", at=at)

        def enter_count(bin_code: str, pieces: int) -> Counted:
            return operations.enter_count(lines[bin_code], count_id=count, pieces=pieces, at=at)

        assert enter_count("A1", 5) is Counted.AGAIN
        assert on_hand(mug) == {"MAIN": 10}
        operations.receive(variant_id=mug, warehouse="MAIN", quantity=2, bin_code="A1", at=at)
        assert enter_count("A1", 7) is Counted.CORRECTED
        assert on_hand(mug) == {"MAIN": 11}
        assert enter_count("", 4) is Counted.AGREED
        assert selectors.count(count).state == CountState.CLOSED
        with pytest.raises(CountClosed), transaction.atomic():
            enter_count("", 4)
        line = CountLine.objects.get(bin__code="A1")
        assert (line.first_expected, line.second_expected, line.posted) == (6, 8, -1)
        assert selectors.wrongly_stowed() == selectors.discrepancies() == []
        with pytest.raises(NothingToCount), transaction.atomic():
            operations.plan_count("MAIN", at=at + timedelta(days=29))
        assert operations.plan_count("MAIN", at=at + timedelta(days=181))


def test_fewer_than_are_promised_cannot_be_counted(kiln: Any, enter: Any, mug: UUID, at: Any) -> None:
    with enter(kiln):
        stock.hold([Demand(kiln.pk, mug, 7)], session_id=uuid4(), ship_to="DE",
                   expires_at=at + timedelta(minutes=9), at=at)  # fmt: skip
        count = operations.plan_count("MAIN", at=at)
        (line,) = selectors.count(count).lines
        operations.enter_count(line.id, count_id=count, pieces=5, at=at)
        with pytest.raises(Shortage), transaction.atomic():
            operations.enter_count(line.id, count_id=count, pieces=5, at=at)
        assert (on_hand(mug), selectors.count(count).lines[0].second) == ({"MAIN": 10}, None)
