"""Races · buyers as processes of their own: each holds a piece, pays for most, and is killed at any instant."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import DatabaseError, InterfaceError, connection, transaction

from apps.common.clock import now
from apps.stock import operations, selectors
from apps.stock.errors import HoldExpired, InsufficientStock
from apps.stock.types import Demand

HOLD = timedelta(milliseconds=500)
# One in so many holds is left to run out, one is given back.
_LEAVES = 8


# A pipe: who stands at it goes on once the end that would be written to is closed.
Door = tuple[int, int]


def start(number: int, *, vendor_id: int, variant_id: UUID, door: Door | None = None) -> int:
    """Fork a buyer that buys until nothing is left; its process id. The caller's connection is to be closed."""
    dice = random.Random(number)
    return fork(lambda: not _buy(dice, vendor_id, variant_id) and _is_sold(variant_id), door=door)


def fork(act: Callable[[], bool], *, door: Door | None = None) -> int:
    """Fork a process that acts until it is done with, whatever becomes of its connection; its process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        if door:
            os.close(door[1])
            os.read(door[0], 1)
        while not _is_done(act):
            pass
    finally:
        # Nothing of the parent's clean-up may run in a child.
        os._exit(0)


def _is_done(act: Callable[[], bool]) -> bool:
    try:
        return act()
    except (DatabaseError, InterfaceError):
        connection.close()
        time.sleep(0.01)
        return False


def _buy(dice: random.Random, vendor_id: int, variant_id: UUID) -> bool:
    """Hold a piece and pay for it, as a rule; False where there was none to hold."""
    session, at = uuid4(), now()
    try:
        with transaction.atomic():
            operations.hold(
                [Demand(vendor_id, variant_id, 1)], session_id=session, ship_to="DE", expires_at=at + HOLD, at=at
            )
    except InsufficientStock:
        time.sleep(0.01)
        return False
    fate = dice.randrange(_LEAVES)
    if fate == 0:
        return True
    try:
        with transaction.atomic():
            if fate == 1:
                operations.release(session, at=now())
            else:
                operations.allocate(session, at=now())
    except HoldExpired:
        return True
    return True


def _is_sold(variant_id: UUID) -> bool:
    """Whether every piece is paid for: nothing to hold, and nothing held that may come back."""
    return selectors.availability([variant_id])[variant_id].sellable == 0 and selectors.held_count() == 0
