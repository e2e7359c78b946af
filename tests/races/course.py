"""Races · the course: buyers, a killer, the workers' tasks, and what was sold in the end."""

from __future__ import annotations

import os
import random
import signal
import time
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import connection, transaction

from apps.common.clock import now
from apps.stock import operations, selectors
from apps.stock.models import Bucket, Counter, Reservation
from tests.races import buyers


@dataclass(frozen=True)
class Sold:
    """What a race came to. `stuck` are pieces held when everything was over, `off` what the counter says amiss."""

    pieces: int
    allocated: int
    stuck: int
    off: int
    lowest: int
    killed_buyers: int
    killed_backends: int
    seconds: float


def race(
    vendor_id: int, *, pieces: int, clients: int, is_hot: bool, seconds: float, kill_every_s: float = 0.05
) -> Sold:
    """Have so many buyers buy every piece of one shelf, and kill one of them or its connection again and again.

    Gives up after `seconds`: what was not sold until then is missing from the result.
    """
    variant, house, at = uuid4(), uuid4(), now()
    with transaction.atomic():
        operations.apply_movement(
            vendor_id=vendor_id, variant_id=variant, warehouse_id=house, warehouse_country="DE", delta=pieces, at=at
        )
        if is_hot:
            operations.heat(variant, house, by_hand=True, at=at)
    connection.close()
    dice, door = random.Random(pieces), os.pipe()
    crew = [buyers.start(number, vendor_id=vendor_id, variant_id=variant, door=door) for number in range(clients)]
    for end in door:
        os.close(end)
    worker = buyers.fork(_work)
    began, killed = time.monotonic(), [0, 0]
    try:
        while _sold(variant) < pieces and time.monotonic() - began < seconds:
            time.sleep(kill_every_s)
            if dice.random() < 0.5:
                connection.close()
                crew = _replaced(crew, dice.randrange(clients), vendor_id, variant)
                killed[0] += 1
            else:
                killed[1] += _terminate_one()
    finally:
        _end([*crew, worker])
    time.sleep(buyers.HOLD.total_seconds())
    operations.release_in_batches(at=now())
    return _judged(variant, pieces, killed, time.monotonic() - began)


def _work() -> bool:
    """What workers do meanwhile, in a process of its own, so that killing waits for nothing. Never done."""
    operations.release_in_batches(at=now())
    operations.tend(at=now())
    time.sleep(0.05)
    return False


def _replaced(crew: list[int], at: int, vendor_id: int, variant: UUID) -> list[int]:
    """The crew with one of it killed in the middle of whatever it did, and another in its place."""
    _kill(crew[at])
    crew[at] = buyers.start(random.randrange(2**31), vendor_id=vendor_id, variant_id=variant)
    return crew


def _terminate_one() -> int:
    """End a connection of some buyer from the database's side."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            " ORDER BY random() LIMIT 1"
        )
        return cursor.rowcount


def _end(crew: list[int]) -> None:
    for pid in crew:
        _kill(pid)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    os.waitpid(pid, 0)


def _sold(variant: UUID) -> int:
    rows = Reservation.objects.filter(variant_id=variant, state="allocated").values_list("quantity", flat=True)
    return sum(rows)


def _judged(variant: UUID, pieces: int, killed: list[int], seconds: float) -> Sold:
    counter = Counter.objects.get(variant_id=variant)
    in_buckets = list(Bucket.objects.filter(counter=counter).values_list("pieces", flat=True))
    held = Reservation.objects.filter(variant_id=variant, state="held").count()
    left = selectors.availability([variant])[variant].sellable
    booked = _sold(variant)
    return Sold(
        pieces=pieces,
        allocated=booked,
        stuck=held,
        off=abs(counter.on_hand - pieces)
        + abs(counter.reserved - sum(in_buckets) - booked)
        + abs(pieces - booked - left),
        lowest=min([left, counter.on_hand - counter.reserved, *in_buckets]),
        killed_buyers=killed[0],
        killed_backends=killed[1],
        seconds=seconds,
    )
