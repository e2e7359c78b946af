"""bench · no app · inside the marketplace: several lean processes that begin at the same instant."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

_LATEST_S = 60

# Does its act once and says how much that came to.
Act = Callable[[], int]


def together(clients: int, seconds: float, prepare: Callable[[int], Act], *, warm_ups: int) -> tuple[int, float]:
    """How much the clients have done together, and in how long, from the start of all to the end of all.

    `prepare` makes a client's act of its number, in its own process.
    """
    connection.close()
    forking = multiprocessing.get_context("fork")
    start, told = forking.Barrier(clients + 1), forking.SimpleQueue()

    def work(number: int) -> None:
        act = prepare(number)
        for _ in range(warm_ups):
            act()
        start.wait(_LATEST_S)
        told.put(sum(_until(time.perf_counter() + seconds, act)))

    crew: list[Any] = [forking.Process(target=work, args=(number,), daemon=True) for number in range(clients)]
    for one in crew:
        one.start()
    start.wait(_LATEST_S)
    began = time.perf_counter()
    for one in crew:
        one.join(_LATEST_S + seconds)
        if one.exitcode:
            raise SystemExit(f"A client ended with status {one.exitcode}.")
    took = time.perf_counter() - began
    return sum(told.get() for _ in crew), took


def _until(end: float, act: Act) -> Iterator[int]:
    while time.perf_counter() < end:
        yield act()
