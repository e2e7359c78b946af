"""bench · no app · the course of a benchmark: world, floor, operations, floor again."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

from bench import accounting, goods, servers, world
from bench.measure import CROWD, Meter, Parts, Run
from bench.operations import OPERATIONS, Operation, bare
from bench.report import Outcome
from bench.statements import Statements
from marketplace.embedded import Endpoints
from marketplace.embedded.postgres import Postgres
from marketplace.embedded.valkey import Valkey
from marketplace.supervisor import Console

HOST = "portolan.localhost"
_BARE = Operation("bare", "bare view", bare, alone=2000, crowd=4000)
_NO_GOODS = goods.Goods((), (), ())


def run(root: Path, endpoints: Endpoints, console: Console, *, names: Sequence[str], is_fresh: bool) -> Outcome:
    """Build the world, or bring the kept one up to date, and measure the operations of these names.

    Raises:
        StepFailed: the world cannot be built.
        DidNotStart: a web server cannot be started.
        Unexpected: the shop cannot be walked through.
    """
    if is_fresh:
        world.forget(root, endpoints)
    is_new = asyncio.run(world.build(root, endpoints, console))
    sizes = {"vendors": world.VENDORS, "products": world.VENDORS * world.PRODUCTS_EACH}
    with ExitStack() as stack:
        statements = stack.enter_context(closing(Statements(endpoints.superuser_url)))
        if is_new:
            statements.settle()
        outcome = Outcome(datetime.now(UTC), sizes, load_before=os.getloadavg()[0])
        floors = {name: _floor(stack, root, name) for name in _floor_servers()}
        outcome.floor = next(iter(floors))
        for name, meter in floors.items():
            outcome.floors[name] = _both(meter, _BARE, f"{_BARE.title}, {name}", console)
        _measure(stack, root, statements, outcome, names, console)
        for name, meter in floors.items():
            outcome.floors[name].append(meter.run(_BARE, concurrency=CROWD, count=_BARE.crowd))
        outcome.load_after = os.getloadavg()[0]
    return outcome


def _floor_servers() -> tuple[str, ...]:
    """The servers to take the floor under; the first one's is F1."""
    return ("gunicorn", "granian") if servers.has_gunicorn() else ("granian",)


def _floor(stack: ExitStack, root: Path, name: str) -> Meter:
    port = servers.free_port(f"floor-{name}", root)
    command = {"gunicorn": servers.gunicorn_floor, "granian": servers.granian_floor}[name](port)
    server = stack.enter_context(
        servers.serving(f"floor-{name}", command, root=root, port=port, host="127.0.0.1", path="/")
    )
    return Meter(server, Parts(server.pid), None, _NO_GOODS)


def _measure(
    stack: ExitStack, root: Path, statements: Statements, outcome: Outcome, names: Sequence[str], console: Console
) -> None:
    """Start the marketplace, walk through it, and measure its operations."""
    port = servers.free_port("web", root)
    command = servers.marketplace_command(port)
    server = stack.enter_context(
        servers.serving("web", command, root=root, port=port, host=HOST, path=f"{goods.PREFIX}/")
    )
    outcome.server = server
    console.say(f"The marketplace's first page after {server.start_s:.1f} s; walking through it …")
    with closing(server.visitor()) as scout:
        found = goods.walk(scout)
    postgres, valkey = Postgres(root).running(), Valkey(root).running()
    parts = Parts(server.pid, postgres.pid if postgres else None, valkey.pid if valkey else None)
    meter = Meter(server, parts, statements, found)
    for operation in OPERATIONS:
        if operation.key in names:
            outcome.runs[operation.key] = (operation, _both(meter, operation, operation.title, console))
    outcome.pss_mb = accounting.pss_mb(accounting.tree(server.pid))


def _both(meter: Meter, operation: Operation, title: str, console: Console) -> list[Run]:
    """An operation by one visitor, then by eight at once; says what came of it."""
    console.status(f"Measuring {title} …")
    alone = meter.run(operation, concurrency=1, count=operation.alone)
    console.status(f"Measuring {title}, {CROWD} at once …")
    crowd = meter.run(operation, concurrency=CROWD, count=operation.crowd)
    errors = sum(alone.errors.values()) + sum(crowd.errors.values())
    console.say(
        f"{console.paint('✗', '31') if errors else console.paint('✓', '32')} {title}: "
        f"{alone.cost.cpu_ms:.2f} ms CPU, {alone.cost.statements:.1f} statements, "
        f"{crowd.per_second:.0f} a second by {CROWD} visitors" + (f", {errors} ERRORS" if errors else "")
    )
    return [alone, crowd]
