"""bench · no app · the outcome: tables for people, JSON for programs."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import platform
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import figures
from bench.measure import CROWD, Run, mean_cpu_ms
from bench.operations import Operation
from bench.servers import Server
from bench.tables import Table, number, show

QUIET_LOAD = 3.0


@dataclass
class Outcome:
    """All that was measured. `floors` are runs of the bare view by server; `floor` names the one that is F1."""

    started: datetime
    world: Mapping[str, int]
    load_before: float
    load_after: float = 0.0
    floor: str = ""
    floors: dict[str, list[Run]] = field(default_factory=dict)
    runs: dict[str, tuple[Operation, list[Run]]] = field(default_factory=dict)
    server: Server | None = None
    pss_mb: float = 0.0

    @property
    def floor_ms(self) -> float:
        """F1: CPU milliseconds of the bare view with busy workers, before and after averaged.

        A lone visitor makes idle workers wake for every request, which costs more and would flatter the ratios.
        """
        return mean_cpu_ms([run for run in self.floors[self.floor] if run.concurrency == CROWD])

    def errors(self) -> Counter[str]:
        """Every answer that was not as it should be, the floors' too."""
        found: Counter[str] = Counter()
        for runs in [*self.floors.values(), *(runs for _, runs in self.runs.values())]:
            for run in runs:
                found.update(run.errors)
        return found


def costs(outcome: Outcome) -> Table:
    """What an operation costs, which load on the machine changes little."""
    rows = []
    for operation, runs in outcome.runs.values():
        run = runs[0]
        rows.append(
            (
                operation.title,
                number(run.cost.cpu_ms),
                number(run.cost.web_ms),
                number(run.cost.database_ms),
                number(run.cost.cache_ms, 2),
                number(figures.ratio(run.cost.cpu_ms, outcome.floor_ms), 0),
                number(run.cost.statements),
                number(run.requests),
                number(run.body_bytes / 1000),
                number(run.gzip_bytes / 1000),
                str(run.operations),
                str(sum(sum(one.errors.values()) for one in runs)),
            )
        )
    headings = (
        "operation",
        "CPU ms",
        "web",
        "db",
        "(cache)",
        "× F1",
        "SQL",
        "requests",
        "kB",
        "gzip kB",
        "n",
        "errors",
    )
    title = (
        f"Cost of an operation, one visitor; F1 = {outcome.floor_ms:.3f} ms: a bare Django view under {outcome.floor}"
    )
    return Table(title, headings, tuple(rows))


def waits(outcome: Outcome) -> Table:
    """How long an operation takes, which load on the machine changes much."""
    rows = []
    floors = [(f"bare view, {name}", runs) for name, runs in outcome.floors.items()]
    for title, runs in [*floors, *((operation.title, runs) for operation, runs in outcome.runs.values())]:
        alone, crowd = (next(run for run in runs if run.concurrency == many) for many in (1, CROWD))
        waits_ms = [getattr(run.times, name) for run in (alone, crowd) for name in ("p50_ms", "p95_ms", "p99_ms")]
        rows.append(
            (title, *(number(wait) for wait in waits_ms), number(crowd.per_second), number(crowd.cost.cpu_ms, 2))
        )
    headings = ("operation", "p50", "p95", "p99", f"{CROWD} × p50", "p95", "p99", "per second", "CPU ms")
    return Table(f"Milliseconds of an operation, by one visitor and by {CROWD} at once", headings, tuple(rows))


def print_outcome(outcome: Outcome) -> None:
    """Everything that a person wants to know."""
    show(costs(outcome))
    show(waits(outcome))
    print()
    for name, runs in outcome.floors.items():
        crowd = ", ".join(f"{run.cost.cpu_ms:.3f}" for run in runs if run.concurrency == CROWD)
        mark = "; F1 is their mean" if name == outcome.floor else ""
        print(f"Bare Django view under {name}: {crowd} ms CPU before and after, {CROWD} visitors{mark}.")
    if outcome.server:
        print(
            f"Cold start to the first page: {outcome.server.start_s:.1f} s, {outcome.server.start_cpu_s:.1f} s CPU. "
            f"Memory of the web processes afterwards (PSS): {outcome.pss_mb:.0f} MB."
        )
    print(f"Load average {outcome.load_before:.1f} before, {outcome.load_after:.1f} after.", end=" ")
    if outcome.load_before >= QUIET_LOAD:
        print(f"The machine was busy (load {QUIET_LOAD:.0f} or more): compare CPU and SQL, not milliseconds.", end="")
    print()
    for error, times in outcome.errors().most_common(10):
        print(f"ERROR × {times}: {error}")


def write_json(outcome: Outcome, folder: Path) -> Path:
    """Keep the outcome as `results-<timestamp>.json`; where."""
    path = folder / f"results-{outcome.started:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(as_json(outcome), indent=2, ensure_ascii=False) + "\n")
    return path


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The outcome in figures of plain JSON."""
    return {
        "started": outcome.started.isoformat(),
        "finished": datetime.now(UTC).isoformat(),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        "load": {"before": outcome.load_before, "after": outcome.load_after},
        "world": dict(outcome.world),
        "floor": {
            "is": outcome.floor,
            "cpu_ms": outcome.floor_ms,
            "runs": {name: [_run(run, outcome.floor_ms) for run in runs] for name, runs in outcome.floors.items()},
        },
        "cold_start": {"wall_s": outcome.server.start_s, "cpu_s": outcome.server.start_cpu_s}
        if outcome.server
        else None,
        "pss_mb": outcome.pss_mb,
        "operations": {key: [_run(run, outcome.floor_ms) for run in runs] for key, (_, runs) in outcome.runs.items()},
    }


def _run(run: Run, floor_ms: float) -> dict[str, Any]:
    derived = {
        "cpu_ms": run.cost.cpu_ms,
        "times_floor": figures.ratio(run.cost.cpu_ms, floor_ms),
        "per_second": run.per_second,
    }
    return {**_without_nan(dataclasses.asdict(run)), **_without_nan(derived)}


def _without_nan(values: dict[str, Any]) -> dict[str, Any]:
    """Figures that do not exist, as when every operation failed, are null: JSON has no word for them."""
    cleaned = {}
    for name, value in values.items():
        if isinstance(value, dict):
            value = _without_nan(value)
        cleaned[name] = None if isinstance(value, float) and math.isnan(value) else value
    return cleaned
