"""bench · no app · the outcome: tables for people, JSON for programs."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import figures, gates
from bench.gates import Bound, Finding
from bench.measure import CROWD, Run
from bench.outcome import QUIET_LOAD, Measured, Outcome
from bench.tables import Table, number, show


def judgements(findings: list[Finding]) -> Table:
    """One subject's figures: measured, bound, goal and verdict."""
    rows = [
        (
            one.name,
            f"{number(one.measured, 2)} {one.unit}".rstrip(),
            "" if one.lowest is None else number(one.lowest, 2),
            _limit(one.bound, "gate"),
            _limit(one.bound, "goal"),
            str(one.verdict),
            one.note,
        )
        for one in findings
    ]
    headings = ("figure", "measured", "least", "gate", "goal", "verdict", "note")
    return Table(findings[0].subject.capitalize(), headings, tuple(rows))


def costs(outcome: Outcome) -> Table:
    """What an operation costs in both shops, which load on the machine changes little."""
    rows = []
    for whose, measured in _both(outcome):
        if measured.alone:
            last = measured.alone[-1]
            rows.append(
                (
                    f"{whose}{measured.operation.title}",
                    number(measured.cpu_ms, 2),
                    number(min(run.cost.cpu_ms for run in measured.alone), 2),
                    number(last.cost.web_ms),
                    number(last.cost.database_ms),
                    number(last.cost.cache_ms, 2),
                    number(figures.median(measured.ratios)),
                    number(measured.statements),
                    number(last.requests),
                    number(last.body_bytes / 1000),
                    number(last.gzip_bytes / 1000),
                    str(sum(run.operations for run in measured.alone)),
                )
            )
    headings = (
        "operation", "CPU ms", "least", "web", "db", "(cache)", "× F1", "SQL", "requests", "kB", "gzip kB", "n",
    )  # fmt: skip
    title = f"Cost of an operation, one visitor; F1 = {number(outcome.floor_ms, 3)} ms, a bare Django view"
    return Table(title, headings, tuple(rows))


def waits(outcome: Outcome) -> Table:
    """How long an operation takes, which load on the machine changes much."""
    rows = []
    for whose, measured in _both(outcome):
        if measured.alone and measured.crowd:
            alone, crowd = measured.alone[-1], measured.crowd[-1]
            waited = [getattr(run.times, name) for run in (alone, crowd) for name in ("p50_ms", "p95_ms", "p99_ms")]
            rows.append(
                (
                    f"{whose}{measured.operation.title}",
                    *(number(wait) for wait in waited),
                    number(crowd.per_second),
                    number(crowd.cost.cpu_ms),
                )
            )
    headings = ("operation", "p50", "p95", "p99", f"{CROWD} × p50", "p95", "p99", "per second", "CPU ms")
    return Table(f"Milliseconds of an operation, by one visitor and by {CROWD} at once", headings, tuple(rows))


def print_outcome(outcome: Outcome) -> None:
    """Everything that a person wants to know."""
    if outcome.ours or outcome.peer:
        show(costs(outcome))
        show(waits(outcome))
    subjects = dict.fromkeys(one.subject for one in outcome.findings)
    for subject in subjects:
        show(judgements([one for one in outcome.findings if one.subject == subject]))
    print()
    minutes = (datetime.now(UTC) - outcome.started).total_seconds() / 60
    print(f"The run took {minutes:.1f} minutes.")
    print(f"Load average {outcome.load_before:.1f} at the start, {outcome.load_after:.1f} at the end.", end=" ")
    print("" if outcome.is_quiet else f"The machine was busy ({QUIET_LOAD:.0f} or more): wall figures are not judged.")
    for note in outcome.notes:
        print(note)
    for error, times in outcome.errors.most_common(10):
        print(f"ERROR × {times}: {error}")
    failed = gates.failures(outcome.findings)
    for one in failed:
        print(f"FAILED: {one.subject}: {one.name}: {number(one.measured, 2)} {one.unit}")
    judged = [one for one in outcome.findings if one.bound and one.verdict is not gates.Verdict.NOT_JUDGED]
    print(f"{len(judged) - len(failed)} of {len(judged)} gates passed, {outcome.errors.total()} errors.")


def write_json(outcome: Outcome, folder: Path) -> Path:
    """Keep the outcome as `results-<timestamp>.json`; where."""
    path = folder / f"results-{outcome.started:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(as_json(outcome), indent=2, ensure_ascii=False, allow_nan=False) + "\n")
    return path


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The outcome in figures of plain JSON; those that do not exist are null."""
    written: dict[str, Any] = without_nan(
        {
            "started": outcome.started.isoformat(),
            "finished": datetime.now(UTC).isoformat(),
            "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
            "load": {"before": outcome.load_before, "after": outcome.load_after},
            "floors": [dataclasses.asdict(floor) for floor in outcome.floors],
            "operations": {key: _measured(one) for key, one in outcome.ours.items()},
            "oscar": {key: _measured(one) for key, one in outcome.peer.items()},
            "findings": [dataclasses.asdict(one) for one in outcome.findings],
            "notes": outcome.notes,
            "errors": dict(outcome.errors),
        }
    )
    return written


def without_nan(value: Any) -> Any:
    """The same, with None for figures that do not exist: JSON has no word for them."""
    if isinstance(value, dict):
        return {name: without_nan(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _measured(one: Measured) -> dict[str, Any]:
    return {
        "cpu_ms": one.cpu_ms,
        "times_floor": one.ratios,
        "statements": one.statements,
        "alone": [_run(run) for run in one.alone],
        "crowd": [_run(run) for run in one.crowd],
    }


def _run(run: Run) -> dict[str, Any]:
    return {**dataclasses.asdict(run), "cpu_ms": run.cost.cpu_ms, "per_second": run.per_second}


def _both(outcome: Outcome) -> list[tuple[str, Measured]]:
    return [*(("", one) for one in outcome.ours.values()), *(("Oscar: ", one) for one in outcome.peer.values())]


def _limit(bound: Bound | None, which: str) -> str:
    limit = getattr(bound, which, None)
    if bound is None or limit is None:
        return ""
    return f"{'≥' if bound.at_least else '≤'} {number(limit)}"
