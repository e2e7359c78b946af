"""bench · the outcome for programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bench.figures import Cost, times
from bench.floor import Floor
from bench.gates import Verdict
from bench.measure import Run
from bench.outcome import Measured, Outcome
from bench.report import as_json
from bench.shops import portolan


def run_of(cpu_ms: float, *seconds: float, statements: float = 3.0, **errors: int) -> Run:
    return Run(1, len(seconds), 1.0, Cost(cpu_ms, 0.0, 0.0, statements), times(seconds), 1.0, 10, 5, errors)


def outcome_with(*runs: Run, peer: Run | None = None) -> Outcome:
    outcome = Outcome(datetime(2026, 11, 21, tzinfo=UTC), load_before=0.5)
    outcome.floors = [Floor(0.2, 5000, 0.0, 0), Floor(0.4, 5000, 9.0, 0)]
    outcome.ours["list"] = Measured(portolan.LIST, list(runs), [0.3] * len(runs))
    if peer:
        outcome.peer["list"] = Measured(portolan.LIST, [peer], [0.3])
    return outcome


def verdicts(outcome: Outcome) -> dict[str, Verdict]:
    return {one.name.partition(": ")[2]: one.verdict for one in outcome.findings}


def test_an_operation_is_judged_by_the_median_of_its_repeats() -> None:
    outcome = outcome_with(run_of(6.0, 0.01), run_of(90.0, 0.01), run_of(9.0, 0.01), peer=run_of(31.0, 0.1))
    outcome.conclude(is_peer_required=False)
    assert [round(one.measured, 6) for one in outcome.findings] == [30.0, 3.0, pytest.approx(31 / 6, abs=1e-6)]
    assert verdicts(outcome) == {
        "CPU": Verdict.PASSED,
        "statements": Verdict.GOAL,
        "cheaper than Oscar": Verdict.PASSED,
    }
    assert not outcome.has_failed


def test_a_peer_that_is_missing_fails_only_where_it_is_required() -> None:
    lenient, strict = outcome_with(run_of(6.0, 0.01)), outcome_with(run_of(6.0, 0.01))
    lenient.conclude(is_peer_required=False)
    strict.conclude(is_peer_required=True)
    assert "cheaper than Oscar" not in verdicts(lenient)
    assert not lenient.has_failed
    assert verdicts(strict)["cheaper than Oscar"] is Verdict.FAILED
    assert strict.has_failed


def test_an_error_fails_the_run_although_every_gate_passes() -> None:
    outcome = outcome_with(run_of(6.0, 0.01, answers_500=3))
    outcome.conclude(is_peer_required=False)
    assert Verdict.FAILED not in verdicts(outcome).values()
    assert outcome.has_failed


def test_a_wrong_answer_of_the_bare_view_is_an_error() -> None:
    outcome = outcome_with(run_of(6.0, 0.01))
    outcome.floors.append(Floor(0.3, 5000, 1.0, errors=2))
    outcome.conclude(is_peer_required=False)
    assert outcome.errors.total() == 2


def test_an_operation_that_never_succeeded_is_written_as_null_and_its_errors_are_kept() -> None:
    outcome = outcome_with(run_of(6.0, answers_500=3))
    outcome.conclude(is_peer_required=True)
    written = json.loads(json.dumps(as_json(outcome), allow_nan=False))
    assert written["operations"]["list"]["alone"][0]["times"]["p50_ms"] is None
    assert written["errors"] == {"answers_500": 3}
