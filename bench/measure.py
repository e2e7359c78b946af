"""bench · no app · doing an operation many times while watching what it takes."""

from __future__ import annotations

import gzip
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bench import accounting, figures
from bench.figures import Cost, Times, Usage
from bench.goods import Goods
from bench.operations import Operation
from bench.servers import Server
from bench.statements import Statement, Statements
from bench.visitor import Unexpected, Visitor
from marketplace.embedded.postgres import APP

CROWD = 8
_LONGEST_S = 10.0
_WARM_UPS = 8
_HEAVIEST = 8


@dataclass
class Tally:
    """What visitors report while a measurement runs."""

    seconds: list[float] = field(default_factory=list)
    requests: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    body: bytes = b""


@dataclass(frozen=True)
class Run:
    """One operation measured with a number of visitors at once."""

    concurrency: int
    operations: int
    wall_s: float
    cost: Cost
    times: Times
    requests: float
    body_bytes: int
    gzip_bytes: int
    errors: dict[str, int]
    heaviest: tuple[Statement, ...] = ()

    @property
    def per_second(self) -> float:
        """Operations done in a second."""
        return self.operations / self.wall_s if self.wall_s else 0.0


@dataclass(frozen=True)
class Parts:
    """The processes that serve: the web server's root, PostgreSQL's and Valkey's; None where there is none."""

    web: int
    postmaster: int | None = None
    cache: int | None = None

    def usage(self) -> Usage:
        """What they have used up to now."""
        return Usage(
            web=accounting.cpu(accounting.tree(self.web)),
            database=accounting.cpu(accounting.backends(self.postmaster, role=APP)) if self.postmaster else {},
            cache=accounting.cpu([self.cache]) if self.cache else {},
        )


class Meter:
    """Measures operations against one server, until `stop` is set."""

    def __init__(self, server: Server, parts: Parts, statements: Statements | None, goods: Goods) -> None:
        self._server = server
        self._parts = parts
        self._statements = statements
        self._goods = goods
        self._stop = threading.Event()

    def run(self, operation: Operation, *, concurrency: int, count: int) -> Run:
        """Do an operation `count` times with so many visitors at once, after each has warmed up.

        Ends after ten seconds however many are done by then: at least one by each visitor.
        """
        visitors = [self._server.visitor() for _ in range(concurrency)]
        dice = [random.Random(f"{operation.key} {concurrency} {at}") for at in range(concurrency)]
        tally, lock = Tally(), threading.Lock()
        shares = [count // concurrency + (at < count % concurrency) for at in range(concurrency)]

        def warm(at: int) -> None:
            if first := operation.first:
                self._guarded(lambda: first(visitors[at], self._goods, dice[at]), tally, lock)
            for _ in range(max(_WARM_UPS // concurrency, 2)):
                if not self._stop.is_set():
                    self._guarded(lambda: operation.act(visitors[at], self._goods, dice[at]), tally, lock)

        def drive(at: int) -> None:
            deadline = time.monotonic() + _LONGEST_S
            for number in range(shares[at]):
                if self._stop.is_set() or (number and time.monotonic() > deadline):
                    return
                self._one(operation, visitors[at], dice[at], tally, lock)

        try:
            with ThreadPoolExecutor(concurrency) as pool:
                self._all(pool, warm, concurrency)
                if self._statements:
                    self._statements.reset()
                before, started = self._parts.usage(), time.perf_counter()
                self._all(pool, drive, concurrency)
                wall_s, after = time.perf_counter() - started, self._parts.usage()
                statements = self._statements.count() if self._statements else 0
                heaviest = self._statements.most(_HEAVIEST) if self._statements else ()
        finally:
            for visitor in visitors:
                visitor.close()
        done = len(tally.seconds)
        return Run(
            concurrency=concurrency,
            operations=done,
            wall_s=wall_s,
            cost=figures.cost(before, after, operations=done, statements=statements),
            times=figures.times(tally.seconds),
            requests=tally.requests / max(done, 1),
            body_bytes=len(tally.body),
            gzip_bytes=len(gzip.compress(tally.body, 6)),
            errors=dict(tally.errors),
            heaviest=heaviest,
        )

    def _all(self, pool: ThreadPoolExecutor, task: Callable[[int], None], many: int) -> None:
        try:
            list(pool.map(task, range(many)))
        except BaseException:
            self._stop.set()
            raise

    def _one(
        self, operation: Operation, visitor: Visitor, dice: random.Random, tally: Tally, lock: threading.Lock
    ) -> None:
        visitor.begin()
        if not self._guarded(lambda: operation.act(visitor, self._goods, dice), tally, lock):
            return
        with lock:
            tally.seconds.append(visitor.seconds)
            tally.requests += visitor.requests
            tally.body = visitor.last.body if visitor.last else b""

    @staticmethod
    def _guarded(act: Callable[[], None], tally: Tally, lock: threading.Lock) -> bool:
        try:
            act()
        except Unexpected as error:
            with lock:
                tally.errors[str(error)] += 1
            return False
        return True


def mean_cpu_ms(runs: Sequence[Run]) -> float:
    """The average cost of runs of the same operation."""
    return sum(run.cost.cpu_ms for run in runs) / len(runs)
