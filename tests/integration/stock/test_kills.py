"""Buyers and their connections are killed while they buy: every piece is sold once, none is stuck.

`RACES=long` has 64 buyers for a thousand pieces (`make races`).
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.races.course import race

IS_LONG = os.environ.get("RACES") == "long"


@pytest.mark.parametrize("is_hot", [False, True])
def test_every_piece_is_sold_once_whoever_dies(own_database: str, kiln: Any, is_hot: bool) -> None:
    sold = race(
        kiln.pk, pieces=1000 if IS_LONG else 40, clients=64 if IS_LONG else 4, is_hot=is_hot,
        seconds=300 if IS_LONG else 30, kill_every_s=0.05,
    )  # fmt: skip

    assert (sold.allocated, sold.stuck, sold.off) == (sold.pieces, 0, 0)
    assert sold.lowest == 0
    assert sold.killed_buyers + sold.killed_backends > 0
