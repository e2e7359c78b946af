"""bench · the outcome for programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from bench.figures import Cost, times
from bench.measure import CROWD, Run
from bench.operations import OPERATIONS
from bench.report import Outcome, as_json


def run_of(cpu_ms: float, *seconds: float, concurrency: int = 1, **errors: int) -> Run:
    cost = Cost(cpu_ms, 0.0, 0.0, 3.0)
    return Run(concurrency, len(seconds), 1.0, cost, times(seconds), 1.0, 10, 5, errors)


def outcome_with(*runs: Run) -> Outcome:
    outcome = Outcome(datetime(2026, 11, 21, tzinfo=UTC), {"vendors": 1}, load_before=0.5, floor="granian")
    outcome.floors["granian"] = [
        run_of(0.9, 0.1),
        run_of(0.2, 0.1, concurrency=CROWD),
        run_of(0.4, 0.1, concurrency=CROWD),
    ]
    outcome.runs["home"] = (OPERATIONS[0], list(runs))
    return outcome


def test_the_floor_is_the_mean_of_its_runs_with_busy_workers() -> None:
    written = as_json(outcome_with(run_of(6.0, 0.01)))
    assert round(written["floor"]["cpu_ms"], 6) == 0.3
    assert round(written["operations"]["home"][0]["times_floor"], 6) == 20


def test_an_operation_that_never_succeeded_is_written_as_null_and_its_errors_are_kept() -> None:
    outcome = outcome_with(run_of(6.0, answers_500=3))
    written = json.loads(json.dumps(as_json(outcome), allow_nan=False))
    assert written["operations"]["home"][0]["times"]["p50_ms"] is None
    assert written["operations"]["home"][0]["errors"] == {"answers_500": 3}
    assert outcome.errors().total() == 3
