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
from bench.servers import Server
from bench.shops.shop import Goods, Operation
from bench.statements import Statement, Statements
from bench.visitor import Unexpected, Visitor

CROWD = 8
_LONGEST_S = 10.0
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
    """One operation, or a mix of them, measured with a number of visitors at once."""

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
    """The processes that serve: the web server's root, PostgreSQL's with role and database, and Valkey's."""

    web: int
    postmaster: int
    role: str
    database: str
    cache: int | None = None

    def usage(self) -> Usage:
        """What they have used up to now."""
        return Usage(
            web=accounting.cpu(accounting.tree(self.web)),
            database=accounting.cpu(accounting.backends(self.postmaster, role=self.role, database=self.database)),
            cache=accounting.cpu([self.cache]) if self.cache else {},
        )


@dataclass(frozen=True)
class Meter:
    """A shop that can be measured: where it answers, what works for it, and what there is to visit."""

    server: Server
    parts: Parts
    statements: Statements
    goods: Goods

    def run(self, operation: Operation, *, concurrency: int, count: int) -> Run:
        """Do an operation `count` times with so many visitors at once, after each has warmed up.

        Ends after ten seconds however many are done by then: at least one by each visitor.
        """
        shares = [count // concurrency + (at < count % concurrency) for at in range(concurrency)]
        return _Work(self, (operation,), (1,), concurrency).done(shares, longest_s=_LONGEST_S)

    def mix(self, operations: Sequence[Operation], weights: Sequence[int], *, concurrency: int, seconds: float) -> Run:
        """Do operations as their weights will have it for so many seconds."""
        return _Work(self, operations, weights, concurrency).done([10**9] * concurrency, longest_s=seconds)


class _Work:
    """One measurement, with its visitors."""

    def __init__(self, meter: Meter, operations: Sequence[Operation], weights: Sequence[int], many: int) -> None:
        self._meter = meter
        self._operations = operations
        self._weights = weights
        name = "+".join(operation.key for operation in operations)
        self._visitors = [meter.server.visitor() for _ in range(many)]
        self._dice = [random.Random(f"{name} {many} {at}") for at in range(many)]
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._tally = Tally()

    def done(self, shares: Sequence[int], *, longest_s: float) -> Run:
        meter, tally, many = self._meter, self._tally, len(shares)

        def drive(at: int) -> None:
            deadline = time.monotonic() + longest_s
            for number in range(shares[at]):
                if self._stop.is_set() or (number and time.monotonic() > deadline):
                    return
                self._one(at)

        try:
            with ThreadPoolExecutor(many) as pool:
                self._all(pool, self._warm, many)
                meter.statements.reset()
                before, started = meter.parts.usage(), time.perf_counter()
                self._all(pool, drive, many)
                wall_s, after = time.perf_counter() - started, meter.parts.usage()
                statements, heaviest = meter.statements.count(), meter.statements.most(_HEAVIEST)
        finally:
            for visitor in self._visitors:
                visitor.close()
        count = len(tally.seconds)
        return Run(
            concurrency=many,
            operations=count,
            wall_s=wall_s,
            cost=figures.cost(before, after, operations=count, statements=statements),
            times=figures.times(tally.seconds),
            requests=tally.requests / max(count, 1),
            body_bytes=len(tally.body),
            gzip_bytes=len(gzip.compress(tally.body, 6)),
            errors=dict(tally.errors),
            heaviest=heaviest,
        )

    def _warm(self, at: int) -> None:
        for operation in self._operations:
            if first := operation.first:
                self._guarded(first, at)
            for _ in range(max(operation.warm_ups // len(self._visitors) // len(self._operations), 1)):
                if not self._stop.is_set():
                    self._guarded(operation.act, at)

    def _one(self, at: int) -> None:
        visitor = self._visitors[at]
        operation = self._dice[at].choices(self._operations, self._weights)[0]
        visitor.begin()
        if not self._guarded(operation.act, at):
            return
        with self._lock:
            self._tally.seconds.append(visitor.seconds)
            self._tally.requests += visitor.requests
            self._tally.body = visitor.last.body if visitor.last else b""

    def _guarded(self, act: Callable[[Visitor, Goods, random.Random], None], at: int) -> bool:
        try:
            act(self._visitors[at], self._meter.goods, self._dice[at])
        except Unexpected as error:
            with self._lock:
                self._tally.errors[str(error)] += 1
            return False
        return True

    def _all(self, pool: ThreadPoolExecutor, task: Callable[[int], None], many: int) -> None:
        try:
            list(pool.map(task, range(many)))
        except BaseException:
            self._stop.set()
            raise
