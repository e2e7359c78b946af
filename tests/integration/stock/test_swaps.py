"""Goods allocated in place of others, and in place of holds whose time is over: on shelves that many want at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from apps.stock import operations, selectors
from apps.stock.models import Counter, Reservation
from apps.stock.types import Holding, ReservationState

LATER = timedelta(minutes=15)


def shelf(kiln: Any, house: UUID, *, at: datetime, pieces: int = 5) -> Holding:
    variant = uuid4()
    with transaction.atomic():
        operations.apply_movement(
            vendor_id=kiln.pk, variant_id=variant, warehouse_id=house, warehouse_country="CN", delta=pieces, at=at
        )
    return Holding(kiln.pk, variant, house, "CN", 1)


def sold(one: Holding, *, at: datetime) -> UUID:
    session = uuid4()
    with transaction.atomic():
        assert operations.hold_exactly([one], session_id=session, expires_at=at + LATER, at=at)
        operations.allocate(session, at=at)
    return session


def swap(session: UUID, given: Holding, instead: Holding, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            return operations.swap_pieces(session, given=given.variant_id, instead=instead, at=at)
    finally:
        connection.close()


def until_waiting(count: int, running: Iterable[Future[bool]]) -> None:
    """Until so many wait for a lock in this database, while none of the swaps has come to its end."""
    ends = time.monotonic() + 20
    while time.monotonic() < ends and not any(one.done() for one in running):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] == count:
                return
        time.sleep(0.02)
    raise AssertionError(f"{count} should wait")


def test_opposite_swaps_at_the_same_time_do_not_deadlock(own_database: str, kiln: Any, at: datetime) -> None:
    """The shelf that is locked first by everybody is held until both swaps wait for it: none has the other one."""
    house = uuid4()
    first, second = shelf(kiln, house, at=at), shelf(kiln, house, at=at)
    one, other = sold(first, at=at), sold(second, at=at)
    with ThreadPoolExecutor(max_workers=2) as pool:
        with transaction.atomic():
            Counter.objects.select_for_update().get(variant_id=first.variant_id)
            takes_first = pool.submit(swap, other, second, first, at=at)
            until_waiting(1, [takes_first])
            gives_first = pool.submit(swap, one, first, second, at=at)
            until_waiting(2, [takes_first, gives_first])
            free = Counter.objects.select_for_update(skip_locked=True).filter(variant_id=second.variant_id)
            assert free.exists(), "who waits for the first shelf holds no later one"
        assert takes_first.result(timeout=30)
        assert gives_first.result(timeout=30)
    assert set(Counter.objects.values_list("reserved", flat=True)) == {1}
    allocated = Reservation.objects.filter(state=ReservationState.ALLOCATED).values_list("session_id", "variant_id")
    assert set(allocated) == {(one, second.variant_id), (other, first.variant_id)}


def test_a_swap_for_too_few_leaves_both_shelves_as_they_were(db: None, kiln: Any, at: datetime) -> None:
    house = uuid4()
    given, empty = shelf(kiln, house, at=at), shelf(kiln, house, at=at)
    session = sold(given, at=at)
    sold(Holding(kiln.pk, empty.variant_id, house, "CN", 5), at=at)
    with transaction.atomic():
        assert not operations.swap_pieces(session, given=given.variant_id, instead=empty, at=at)
    assert Counter.objects.get(variant_id=given.variant_id).reserved == 1
    held = Reservation.objects.get(session_id=session)
    assert (held.variant_id, held.state, held.quantity) == (given.variant_id, ReservationState.ALLOCATED, 1)


def test_who_frees_expired_holds_comes_to_the_first_shelf_with_no_later_one_locked(
    own_database: str, kiln: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, session = uuid4(), uuid4()
    first, second = shelf(kiln, house, at=at), shelf(kiln, house, at=at, pieces=1)
    with transaction.atomic():
        assert operations.hold_exactly([second], session_id=uuid4(), expires_at=at, at=at)
    is_short, is_locked, find = threading.Event(), threading.Event(), selectors.expired

    def look(*args: Any, **kwargs: Any) -> Any:
        is_short.set()
        assert is_locked.wait(20)
        return find(*args, **kwargs)

    monkeypatch.setattr(selectors, "expired", look)

    def hold() -> bool:
        later = at + timedelta(seconds=1)
        try:
            with transaction.atomic():
                return operations.hold_exactly([second, first], session_id=session, expires_at=at + LATER, at=later)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            holds = pool.submit(hold)
            assert is_short.wait(20)
            Counter.objects.select_for_update().get(variant_id=first.variant_id)
            is_locked.set()
            until_waiting(1, [holds])
            free = Counter.objects.select_for_update(skip_locked=True).filter(variant_id=second.variant_id)
            assert free.exists()
        assert holds.result(timeout=30)
    held = Reservation.objects.filter(session_id=session, state=ReservationState.HELD)
    assert set(held.values_list("variant_id", flat=True)) == {first.variant_id, second.variant_id}


def test_an_expired_hold_stays_where_another_shelf_is_short_all_the_same(db: None, kiln: Any, at: datetime) -> None:
    house, session = uuid4(), uuid4()
    first, second = shelf(kiln, house, at=at, pieces=1), shelf(kiln, house, at=at, pieces=1)
    with transaction.atomic():
        assert operations.hold_exactly([first], session_id=uuid4(), expires_at=at, at=at)
    sold(second, at=at)
    later = at + timedelta(seconds=1)
    with transaction.atomic():
        assert not operations.hold_exactly([first, second], session_id=session, expires_at=at + LATER, at=later)
    assert set(Counter.objects.values_list("reserved", flat=True)) == {1}
    assert not Reservation.objects.filter(session_id=session).exists()


def test_who_comes_too_late_is_told_what_all_houses_have_left(db: None, kiln: Any, at: datetime) -> None:
    first, other = shelf(kiln, uuid4(), at=at, pieces=1), shelf(kiln, uuid4(), at=at, pieces=4)
    rest = [replace(other, quantity=2), replace(first, quantity=3)]
    with transaction.atomic():
        lack = operations.hold_or_lack(rest, session_id=uuid4(), expires_at=at + LATER, at=at)
        elsewhere = operations.hold_or_lack(
            [replace(other, warehouse_id=uuid4())], session_id=uuid4(), expires_at=at + LATER, at=at
        )
        assert (lack, elsewhere) == ({first.variant_id: 1}, {})
        assert not Reservation.objects.exists()
