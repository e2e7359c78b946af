"""Races · buyers as processes of their own: each holds a piece, pays for most, and is killed at any instant."""

from __future__ import annotations

import os
import random
import time
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


def start(number: int, *, vendor_id: int, variant_id: UUID, door: tuple[int, int] | None = None) -> int:
    """Fork a buyer that buys until nothing is left; its process id. The caller's connection is to be closed.

    `door` is a pipe: the buyer waits until the caller closes the end that it would write to.
    """
    pid = os.fork()
    if pid:
        return pid
    try:
        if door:
            os.close(door[1])
            os.read(door[0], 1)
        connection.connect()
        _buy_until_sold(random.Random(number), vendor_id, variant_id)
    finally:
        # Nothing of the parent's clean-up may run in a child.
        os._exit(0)


def _buy_until_sold(dice: random.Random, vendor_id: int, variant_id: UUID) -> None:
    while True:
        try:
            if not _buy(dice, vendor_id, variant_id) and _is_sold(variant_id):
                return
        except (DatabaseError, InterfaceError):
            connection.close()
            time.sleep(0.01)


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
