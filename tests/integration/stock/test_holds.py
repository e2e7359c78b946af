"""Never one unit oversold: holds under races, expiry and release."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from apps.common.clock import now
from apps.stock import operations, selectors
from apps.stock.errors import HoldExpired, InsufficientStock, Shortage
from apps.stock.models import Counter, Reservation
from apps.stock.types import Demand

LATER = timedelta(minutes=15)


@pytest.fixture
def shelve(kiln: Any, at: datetime) -> Callable[..., UUID]:
    def put(*pieces: int, countries: str = "CN DE GB") -> UUID:
        variant = uuid4()
        with transaction.atomic():
            for count, country in zip(pieces, countries.split(), strict=False):
                operations.apply_movement(
                    vendor_id=kiln.pk,
                    variant_id=variant,
                    warehouse_id=uuid4(),
                    warehouse_country=country,
                    delta=count,
                    at=at,
                )
        return variant

    return put


def hold(kiln: Any, variant: UUID, quantity: int, *, session: UUID | None = None, at: datetime | None = None) -> UUID:
    session = session or uuid4()
    at = at or now()
    with transaction.atomic():
        operations.hold(
            [Demand(kiln.pk, variant, quantity)], session_id=session, ship_to="DE", expires_at=at + LATER, at=at
        )
    return session


def test_a_hold_takes_pieces_off_sale_and_a_release_gives_them_back(kiln: Any, shelve: Any, at: datetime) -> None:
    variant = shelve(10)

    session = hold(kiln, variant, 4)
    assert selectors.availability([variant])[variant].sellable == 6

    operations.release(session, at=at)
    operations.release(session, at=at)
    assert selectors.availability([variant])[variant].sellable == 10


def test_too_much_is_refused_and_nothing_is_held(kiln: Any, shelve: Any) -> None:
    variant, other = shelve(3), shelve(9)

    with pytest.raises(InsufficientStock) as refused, transaction.atomic():
        operations.hold(
            [Demand(kiln.pk, other, 2), Demand(kiln.pk, variant, 4)],
            session_id=uuid4(), ship_to="DE", expires_at=now() + LATER, at=now(),
        )  # fmt: skip

    assert refused.value.data["variants"] == [{"variant_id": str(variant), "wanted": 4, "sellable": 3}]
    assert not Reservation.objects.exists()
    assert selectors.availability([other])[other].sellable == 9


def test_an_expired_hold_never_blocks_a_sale(kiln: Any, shelve: Any, at: datetime) -> None:
    variant = shelve(1)
    late = hold(kiln, variant, 1, at=at - timedelta(hours=1))

    hold(kiln, variant, 1, at=at)

    with pytest.raises(HoldExpired):
        operations.allocate(late, at=at)


def test_allocated_goods_leave_the_shelf_once(kiln: Any, shelve: Any, at: datetime) -> None:
    variant = shelve(5)
    session = hold(kiln, variant, 2)
    operations.allocate(session, at=at)
    house = Reservation.objects.get(session_id=session).warehouse_id

    first = operations.ship(session, vendor_id=kiln.pk, warehouse_id=house, at=at)
    second = operations.ship(session, vendor_id=kiln.pk, warehouse_id=house, at=at)

    assert [holding.quantity for holding in first] == [2]
    assert second == ()
    counter = Counter.objects.get(variant_id=variant)
    assert (counter.on_hand, counter.reserved) == (3, 0)


def test_a_count_below_what_is_promised_is_refused(kiln: Any, shelve: Any, at: datetime) -> None:
    variant = shelve(5)
    hold(kiln, variant, 4)
    counter = Counter.objects.get(variant_id=variant)

    with pytest.raises(Shortage):
        operations.apply_movement(
            vendor_id=kiln.pk, variant_id=variant, warehouse_id=counter.warehouse_id,
            warehouse_country="CN", delta=-2, at=at,
        )  # fmt: skip

    counter.refresh_from_db()
    assert counter.on_hand == 5


def test_a_race_for_fifty_units_in_three_houses_sells_exactly_fifty(own_database: str, kiln: Any, shelve: Any) -> None:
    variant = shelve(20, 17, 13)

    def try_to_buy(_: int) -> bool:
        try:
            hold(kiln, variant, 1)
        except InsufficientStock:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(max_workers=12) as pool:
        sold = sum(pool.map(try_to_buy, range(120)))

    assert sold == 50
    assert selectors.availability([variant])[variant].sellable == 0
    assert sum(Reservation.objects.filter(variant_id=variant).values_list("quantity", flat=True)) == 50


def test_carts_that_want_the_same_goods_in_another_order_do_not_deadlock(
    own_database: str, kiln: Any, shelve: Any
) -> None:
    first, second = shelve(500), shelve(500)

    def buy(number: int) -> None:
        wanted = [first, second] if number % 2 else [second, first]
        at = now()
        try:
            with transaction.atomic():
                operations.hold(
                    [Demand(kiln.pk, variant, 1) for variant in wanted],
                    session_id=uuid4(), ship_to="DE", expires_at=at + LATER, at=at,
                )  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(buy, range(60)))

    assert selectors.availability([first])[first].sellable == 440
    assert selectors.availability([second])[second].sellable == 440
