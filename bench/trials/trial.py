"""bench · no app · what a trial is, and what trials share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Protocol

from bench import figures
from bench.measure import Meter
from bench.outcome import Outcome
from bench.shops.open import postmaster
from bench.visitor import Visitor
from bench.worlds import build
from bench.worlds.build import BASE, GOODS, SLOTS, TRIAL, Site


class Course(Protocol):
    """Does the trial and adds its findings to the outcome; `is_whole` where samples are not enough."""

    def __call__(self, site: Site, outcome: Outcome, *, is_whole: bool) -> None: ...


@dataclass(frozen=True)
class Trial:
    """A trial and the question that it answers."""

    title: str
    run: Course


@dataclass(frozen=True)
class Spent:
    """CPU seconds of web server and database, and SQL statements."""

    cpu_s: float
    statements: int


def counted(meter: Meter, act: Callable[[], object]) -> Spent:
    """What the shop spends on something."""
    meter.statements.reset()
    before = meter.parts.usage()
    act()
    cost = figures.cost(before, meter.parts.usage(), operations=1, statements=meter.statements.count())
    return Spent(cost.cpu_ms / 1000, int(cost.statements))


def with_visitor(meter: Meter, act: Callable[[Visitor], object]) -> None:
    """Somebody new does something and leaves."""
    with closing(meter.server.visitor()) as visitor:
        act(visitor)


def copied(site: Site, template: str) -> dict[str, str]:
    """A copy of BASE or GOODS, for a trial to spoil; the environment that points there."""
    {BASE: build.base, GOODS: build.goods}[template](site)
    return copy_of(site, template)


def copy_of(site: Site, template: str) -> dict[str, str]:
    """As `copied`, of a database that is there."""
    site.databases.make(TRIAL, template=template)
    site.databases.forget_cache(SLOTS[TRIAL])
    return site.databases.environment(TRIAL, slot=SLOTS[TRIAL])


def asked(
    site: Site, module: str, title: str, *words: str, environment: Mapping[str, str], python: str = sys.executable
) -> dict[str, Any]:
    """Run a module of ours inside the marketplace, or with another Python and settings; what it has found out.

    Its `main` is given a file to write its answer to, PostgreSQL's pid, and the words.
    """
    answer = site.root / "run" / f"{module.rpartition('.')[2]}.json"
    answer.unlink(missing_ok=True)
    command = (python, "-m", "bench.inside", module, str(answer), str(postmaster(site)), *words)
    site.step(module, title, command, environment=environment)
    found: dict[str, Any] = json.loads(answer.read_text())
    return found
