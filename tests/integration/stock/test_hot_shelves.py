"""Shelves that many want at once: sold out of buckets, and not one piece more than there is."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from apps.common.clock import now
from apps.stock import operations, rules, selectors
from apps.stock.errors import InsufficientStock, Shortage
from apps.stock.models import Bucket, Counter, HotShelf, Reservation, Wait
from apps.stock.operations import hot
from apps.stock.types import Demand, Holding, ShelfLevel

LATER = timedelta(minutes=15)


@pytest.fixture
def shelve(kiln: Any, at: datetime) -> Callable[..., tuple[UUID, UUID]]:
    def put(pieces: int, *, hot: bool = True) -> tuple[UUID, UUID]:
        variant, house = uuid4(), uuid4()
        with transaction.atomic():
            operations.apply_movement(
                vendor_id=kiln.pk, variant_id=variant, warehouse_id=house, warehouse_country="DE", delta=pieces, at=at
            )
            if hot:
                operations.heat(variant, house, by_hand=True, at=at)
        return variant, house

    return put


def hold(kiln: Any, quantities: dict[UUID, int], *, session: UUID | None = None) -> UUID:
    session, at = session or uuid4(), now()
    with transaction.atomic():
        operations.hold(
            [Demand(kiln.pk, variant, quantity) for variant, quantity in quantities.items()],
            session_id=session, ship_to="DE", expires_at=at + LATER, at=at,
        )  # fmt: skip
    return session


def buckets(variant: UUID) -> list[int]:
    rows = Bucket.objects.filter(counter__variant_id=variant).order_by("number")
    return list(rows.values_list("pieces", flat=True))


def level(variant: UUID, house: UUID) -> ShelfLevel:
    return selectors.levels([variant])[variant, house]


def is_sound(variant: UUID) -> bool:
    counter = Counter.objects.get(variant_id=variant)
    taken = Reservation.objects.filter(variant_id=variant, state__in=["held", "allocated", "blocked"])
    return counter.reserved == sum(taken.values_list("quantity", flat=True)) + sum(buckets(variant))


def test_pieces_are_spread_sold_given_back_and_brought_together(kiln: Any, shelve: Any, at: datetime) -> None:
    variant, house = shelve(40)
    cold, _ = shelve(5, hot=False)
    assert (sum(buckets(variant)), max(buckets(variant)) - min(buckets(variant))) == (40, 1)
    assert selectors.availability([variant])[variant].sellable == 40
    assert level(variant, house) == ShelfLevel(40, 0)

    session = hold(kiln, {variant: 2, cold: 1})
    assert (selectors.availability([variant])[variant].sellable, sum(buckets(variant))) == (38, 38)
    assert level(variant, house) == ShelfLevel(40, 2)
    operations.release(session, at=at)
    assert (selectors.availability([variant])[variant].sellable, sum(buckets(variant))) == (40, 40)
    operations.tend(at=at)
    assert max(buckets(variant)) - min(buckets(variant)) == 1

    big = hold(kiln, {variant: 30})
    assert selectors.availability([variant])[variant].sellable == 10
    with pytest.raises(InsufficientStock):
        hold(kiln, {variant: 11, cold: 1})
    assert selectors.availability([cold])[cold].sellable == 5
    operations.allocate(big, at=at)
    shipped = operations.ship(big, vendor_id=kiln.pk, warehouse_id=house, at=at)
    assert [one.quantity for one in shipped] == [30]
    assert level(variant, house) == ShelfLevel(10, 0)
    with pytest.raises(Shortage):
        operations.apply_movement(vendor_id=kiln.pk, variant_id=variant, warehouse_id=house, warehouse_country="DE",
                                  delta=-11, at=at)  # fmt: skip
    operations.apply_movement(vendor_id=kiln.pk, variant_id=variant, warehouse_id=house, warehouse_country="DE",
                              delta=-4, at=at)  # fmt: skip
    operations.tend(at=at)
    assert (sum(buckets(variant)), is_sound(variant)) == (6, True)
    assert operations.block(uuid4(), vendor_id=kiln.pk, variant_id=variant, warehouse_id=house, quantity=9, at=at) == 6
    assert (selectors.availability([variant])[variant].sellable, is_sound(variant)) == (0, True)
    assert operations.cool(variant, house)
    assert (buckets(variant), is_sound(variant)) == ([], True)


def test_who_waits_for_a_shelf_that_becomes_hot_meanwhile_takes_from_a_bucket(
    own_database: str, kiln: Any, shelve: Any, at: datetime
) -> None:
    variant, house = shelve(32, hot=False)

    def buy() -> None:
        try:
            hold(kiln, {variant: 1})
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            operations.heat(variant, house, by_hand=True, at=at)
            bought = pool.submit(buy)
            wait_until_somebody_waits()
        bought.result()

    assert (sum(buckets(variant)), max(buckets(variant)), is_sound(variant)) == (31, 2, True)


def test_who_has_a_bucket_gives_back_without_waiting_for_the_counter(
    own_database: str, kiln: Any, shelve: Any, at: datetime
) -> None:
    """Else two would wait for each other: one with the bucket and a later shelf, one with the counter."""
    (variant, _), (later, _) = shelve(16), shelve(5, hot=False)
    session = uuid4()

    def have_the_counter_and_want_the_later_shelf() -> int:
        try:
            with transaction.atomic():
                first, second = Counter.objects.order_by("pk").values_list("pk", flat=True)
                Counter.objects.select_for_update(no_key=True).get(pk=first)
                return Counter.objects.select_for_update(no_key=True).get(pk=second).reserved
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            hold(kiln, {variant: 1, later: 2}, session=session)
            other = pool.submit(have_the_counter_and_want_the_later_shelf)
            wait_until_somebody_waits()
            operations.release(session, at=at)
        assert other.result() == 0

    assert (sum(buckets(variant)), is_sound(variant), is_sound(later)) == (16, True, True)


def wait_until_somebody_waits() -> None:
    waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.rowcount:
                return
            time.sleep(0.01)
    raise AssertionError("Nobody waits for a lock.")


def test_where_many_waited_a_shelf_becomes_hot_and_cools_again(kiln: Any, shelve: Any, at: datetime) -> None:
    variant, house = shelve(8, hot=False)
    counter = Counter.objects.get(variant_id=variant)
    Wait.objects.bulk_create([Wait(counter=counter, waited_ms=80, at=at) for _ in range(rules.MANY_WAITS - 1)])
    assert operations.tend(at=at) == (0, 0)
    hot.note_wait([(variant, house)], seconds=0.01, at=at)
    assert Wait.objects.count() == rules.MANY_WAITS - 1
    hot.note_wait([(variant, house)], seconds=0.06, at=at)
    hot.note_wait([(variant, house)], seconds=0.06, at=at)
    assert Wait.objects.count() == rules.MANY_WAITS
    assert operations.tend(at=at) == (1, 0)
    assert sum(buckets(variant)) == 8
    assert operations.tend(at=at + rules.COOLS_AFTER + timedelta(seconds=1)) == (0, 1)
    assert not HotShelf.objects.exists()
    assert not Wait.objects.exists()
    assert level(variant, house) == ShelfLevel(8, 0)


def test_a_race_for_a_hundred_pieces_sells_exactly_a_hundred(own_database: str, kiln: Any, shelve: Any) -> None:
    variant, _ = shelve(100)

    def try_to_buy(number: int) -> int:
        pieces = 1 + number % 2
        try:
            hold(kiln, {variant: pieces})
        except InsufficientStock:
            return 0
        finally:
            if number % 16 == 0:
                operations.tend(at=now())
            connection.close()
        return pieces

    with ThreadPoolExecutor(max_workers=12) as pool:
        sold = sum(pool.map(try_to_buy, range(140)))
        while selectors.availability([variant])[variant].sellable:
            sold += sum(pool.map(try_to_buy, [2] * 3))

    assert (sold, is_sound(variant)) == (100, True)
    assert sum(Reservation.objects.filter(variant_id=variant).values_list("quantity", flat=True)) == 100
    assert min(buckets(variant)) >= 0


def test_who_could_not_take_or_cool_is_in_nobody_s_way(own_database: str, kiln: Any, shelve: Any, at: datetime) -> None:
    (variant, house), (cold, other) = shelve(16), shelve(5, hot=False)
    wanted = [Holding(kiln.pk, variant, house, "DE", 1), Holding(kiln.pk, cold, other, "DE", 6)]

    def lock_all() -> int:
        try:
            with transaction.atomic():
                counters = Counter.objects.select_for_update(nowait=True).order_by("pk")
                return len(counters) + len(Bucket.objects.select_for_update(nowait=True))
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(max_workers=1) as pool:
        assert not operations.hold_exactly(wanted, session_id=uuid4(), expires_at=at + LATER, at=at)
        assert pool.submit(lock_all).result() == 2 + rules.BUCKETS

    def cool() -> bool:
        try:
            with transaction.atomic():
                return operations.cool(variant, house)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(max_workers=1) as pool:
        Bucket.objects.select_for_update(of=("self",)).filter(counter__variant_id=variant)[0]
        assert not pool.submit(cool).result()
    assert not HotShelf.objects.get().by_hand
    assert len(buckets(variant)) == rules.BUCKETS
    operations.tend(at=at)
    assert (sum(buckets(variant)), is_sound(variant)) == (16, True)


def test_a_shelf_that_falls_low_is_told_once_each_time(kiln: Any, shelve: Any, at: datetime) -> None:
    variant, house = shelve(6)
    operations.set_thresholds({(variant, house): 5}, vendor_id=kiln.pk)
    assert operations.announce_low(at=at) == 0
    session = hold(kiln, {variant: 2})
    assert (operations.announce_low(at=at), operations.announce_low(at=at)) == (1, 0)
    (low,) = selectors.low_shelves(kiln.pk)
    assert (low.variant_id, low.sellable, low.threshold) == (variant, 4, 5)
    operations.release(session, at=at)
    assert (operations.announce_low(at=at), selectors.low_shelves(kiln.pk)) == (0, ())
    hold(kiln, {variant: 3})
    assert operations.announce_low(at=at) == 1
    operations.set_thresholds({(variant, house): 0}, vendor_id=kiln.pk)
    assert selectors.low_shelves(kiln.pk) == ()
