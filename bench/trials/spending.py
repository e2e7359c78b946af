"""bench · no app · what a block of Python in this process costs, PostgreSQL's part included."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench import accounting


@dataclass
class Bill:
    """Seconds, once the block is over: by the clock, and of CPU in this process and in all of PostgreSQL."""

    wall_s: float = 0.0
    own_s: float = 0.0
    database_s: float = 0.0

    @property
    def cpu_s(self) -> float:
        """This process and PostgreSQL together."""
        return self.own_s + self.database_s


@contextmanager
def spending(postmaster: int) -> Iterator[Bill]:
    """Count while the block runs. The server must have nothing else to do: its every process is counted."""

    def database() -> float:
        return sum(accounting.cpu(accounting.tree(postmaster)).values())

    bill = Bill()
    wall, own, served = time.perf_counter(), time.process_time(), database()
    try:
        yield bill
    finally:
        bill.wall_s = time.perf_counter() - wall
        bill.own_s = time.process_time() - own
        bill.database_s = database() - served
