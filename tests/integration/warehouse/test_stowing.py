"""Bins, lots and single pieces: what lies where is what the movements say, and what expires first leaves first."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from apps.common.ids import new_id
from apps.stock import operations as stock
from apps.stock import selectors as counters
from apps.stock.errors import InsufficientStock, Shortage
from apps.stock.types import Demand
from apps.warehouse import operations, selectors
from apps.warehouse.errors import (
    BinCodeTaken,
    BinMissing,
    EnoughScanned,
    ImpossibleMovement,
    LotDiffers,
    LotMissing,
    NotStowedThere,
    SerialElsewhere,
    SerialTaken,
    SerialUnknown,
)
from apps.warehouse.models import Stowage
from apps.warehouse.types import ShelfCount
from tests.factories import warehouse as build

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea(kiln: Any, enter: Any, at: Any) -> UUID:
    """Ten loose pieces, five of a lot that expires in a week, four of one that expired yesterday; bins A1 and B1."""
    variant, today = new_id(), at.date()
    with enter(kiln):
        build.house("MAIN", at=at)
        for code in ("A1", "B1"):
            operations.add_bin("MAIN", code=code, aisle=code[0], at=at)
        operations.keep_lot(variant, "SOON", expires_on=today + timedelta(days=7), at=at)
        operations.keep_lot(variant, "GONE", expires_on=today - timedelta(days=1), at=at)
        for quantity, lot, code in ((10, "", ""), (5, "SOON", "A1"), (4, "GONE", "B1")):
            operations.receive(variant_id=variant, warehouse="MAIN", quantity=quantity, lot=lot, bin_code=code, at=at)
    return variant


def lying(variant: UUID) -> dict[tuple[str, str], int]:
    return {(one.bin, one.lot): one.pieces for one in selectors.with_loose(variant)}


def sellable(variant: UUID) -> int:
    found = counters.availability([variant]).get(variant)
    return found.sellable if found else 0


def is_consistent() -> bool:
    return selectors.discrepancies() == [] and selectors.wrongly_stowed() == []


def buy(vendor: Any, variant: UUID, pieces: int, at: Any) -> UUID:
    session = uuid4()
    stock.hold([Demand(vendor.pk, variant, pieces)], session_id=session, ship_to="DE",
               expires_at=at + timedelta(minutes=9), at=at)  # fmt: skip
    stock.allocate(session, at=at)
    return session


def test_expired_goods_are_not_for_sale_from_the_moment_they_are_known(
    kiln: Any, enter: Any, tea: UUID, at: Any
) -> None:
    with enter(kiln):
        level = selectors.levels([tea])[tea].houses[0]
        assert (level.on_hand, level.promised, level.blocked, level.sellable) == (19, 0, 4, 15)
        assert sellable(tea) == 15
        with pytest.raises(InsufficientStock), transaction.atomic():
            buy(kiln, tea, 16, at)
        assert [(one.lot, one.days_left) for one in selectors.expiring(today=at.date())] == [("GONE", -1), ("SOON", 7)]


def test_the_day_after_a_lot_expires_it_is_off_sale_but_for_what_is_promised(
    kiln: Any, enter: Any, tea: UUID, at: Any
) -> None:
    later = at + timedelta(days=8)
    with enter(kiln):
        session = buy(kiln, tea, 12, at)
        assert counters.vendors_with_expired_lots(today=later.date()) == (kiln.pk,)
        assert operations.block_expired(today=later.date(), at=later) == 2
        assert sellable(tea) == 0
        stock.release_allocation(session, vendor_id=kiln.pk, at=later)
        assert operations.block_expired(today=later.date(), at=later) == 0
        assert sellable(tea) == 10
        assert counters.vendors_with_expired_lots(today=later.date()) == ()
        assert is_consistent()


def test_what_expires_first_is_sent_first_and_what_has_expired_is_kept(
    kiln: Any, enter: Any, tea: UUID, at: Any
) -> None:
    with enter(kiln):
        session = buy(kiln, tea, 7, at)
        operations.ship_out(session, warehouse_id=selectors.warehouse("MAIN").public_id, reference="P-1", at=at)

        assert lying(tea) == {("B1", "GONE"): 4, ("", ""): 8}
        assert {(row.lot, row.delta) for row in selectors.movements(reference="P-1")[0]} == {("SOON", -5), ("", -2)}
        assert is_consistent()


def test_what_is_missing_is_taken_from_where_one_says_else_from_what_lies_loose(
    kiln: Any, enter: Any, tea: UUID, at: Any
) -> None:
    with enter(kiln):
        operations.adjust(variant_id=tea, warehouse="MAIN", delta=-4, bin_code="B1", lot="GONE", at=at)
        assert (sellable(tea), lying(tea)) == (15, {("A1", "SOON"): 5, ("", ""): 10})
        operations.set_levels([ShelfCount(tea, "MAIN", 14), ShelfCount(tea, "MAIN", 3)], at=at)
        assert lying(tea) == {("A1", "SOON"): 3}
        with pytest.raises(NotStowedThere), transaction.atomic():
            operations.adjust(variant_id=tea, warehouse="MAIN", delta=-4, bin_code="A1", lot="SOON", at=at)
        buy(kiln, tea, 2, at)
        with pytest.raises(Shortage), transaction.atomic():
            operations.adjust(variant_id=tea, warehouse="MAIN", delta=-2, at=at)
        assert lying(tea) == {("A1", "SOON"): 3}
        assert is_consistent()


def test_pieces_are_put_away_and_the_shelf_holds_as_many_as_before(kiln: Any, enter: Any, tea: UUID, at: Any) -> None:
    with enter(kiln):
        common = {"variant_id": tea, "warehouse": "MAIN", "at": at}
        operations.put_away(quantity=6, to_bin="A1", **common)
        operations.put_away(quantity=5, from_bin="A1", lot="SOON", to_bin="B1", **common)
        operations.put_away(quantity=1, from_bin="A1", to_bin="A1", to_lot="GONE", **common)
        assert lying(tea) == {("A1", ""): 5, ("B1", "SOON"): 5, ("B1", "GONE"): 4, ("A1", "GONE"): 1, ("", ""): 4}
        assert (selectors.levels([tea])[tea].houses[0].on_hand, sellable(tea)) == (19, 14)
        before = lying(tea)
        for wrong, error in (
            ({"quantity": 5, "to_bin": "A1"}, NotStowedThere),
            ({"quantity": 6, "from_bin": "A1"}, NotStowedThere),
            ({"quantity": 1, "to_bin": "Z9"}, BinMissing),
            ({"quantity": 1, "lot": "X", "to_bin": "A1"}, LotMissing),
            ({"quantity": 1}, ImpossibleMovement),
            ({"quantity": 0, "to_bin": "A1"}, ImpossibleMovement),
        ):
            with pytest.raises(error), transaction.atomic():
                operations.put_away(**common, **wrong)
        with pytest.raises(BinCodeTaken), transaction.atomic():
            operations.add_bin("MAIN", code="A1", at=at)
        with pytest.raises(LotDiffers), transaction.atomic():
            operations.keep_lot(tea, "SOON", expires_on=at.date(), at=at)
        assert lying(tea) == before
        assert is_consistent()


def test_a_piece_with_a_number_is_known_from_the_shelf_to_the_parcel(kiln: Any, enter: Any, at: Any) -> None:
    variant, fulfilment, other = new_id(), new_id(), new_id()
    with enter(kiln):
        house = build.house("MAIN", at=at)
        away = build.house("AWAY", at=at)
        operations.receive(variant_id=variant, warehouse="MAIN", quantity=3, at=at)
        operations.keep_serials(variant, ["S1", "S2", "S3"], warehouse="MAIN", at=at)
        with pytest.raises(SerialTaken), transaction.atomic():
            operations.keep_serials(variant, ["S9", "S3"], warehouse="MAIN", at=at)
        session = buy(kiln, variant, 2, at)
        packing = {"wanted": {variant: 2}, "fulfilment_id": fulfilment, "warehouse_id": house.public_id, "at": at}
        for number in ("S1", "S2", "S1"):
            operations.pack_serial(number, **packing)
        for number, changes, error in (
            ("S3", {}, EnoughScanned),
            ("S7", {}, SerialUnknown),
            ("S1", {"fulfilment_id": other}, SerialElsewhere),
            ("S3", {"warehouse_id": away.public_id}, SerialElsewhere),
        ):
            with pytest.raises(error), transaction.atomic():
                operations.pack_serial(number, **(packing | changes))
        operations.ship_out(session, warehouse_id=house.public_id, reference=str(fulfilment), at=at)

        sent = selectors.serials(fulfilment_id=fulfilment)
        assert [(one.number, one.state, one.warehouse) for one in sent] == [("S1", "sent", ""), ("S2", "sent", "")]
        assert [one.number for one in selectors.serials(warehouse="MAIN")] == ["S3"]
        assert selectors.too_many_serials() == []
        operations.adjust(variant_id=variant, warehouse="MAIN", delta=-1, at=at)
        assert [row[2:] for row in selectors.too_many_serials()] == [(1, 0)]


def test_a_bin_that_does_not_agree_with_its_movements_is_found_and_repaired(
    kiln: Any, enter: Any, tea: UUID, at: Any
) -> None:
    with enter(kiln):
        Stowage.objects.filter(lot__number="SOON").update(pieces=50)
    said = StringIO()
    with pytest.raises(CommandError, match="1 counters, bins or lots differ"):
        call_command("check_stock", vendor="kiln", stdout=said)
    assert "bin A1, lot SOON: movements 5, stowed 50" in said.getvalue()
    call_command("repair_stock", vendor="kiln", stdout=StringIO())
    call_command("check_stock", vendor="kiln", stdout=StringIO())
