"""bench · verdicts."""

from __future__ import annotations

import math

import pytest

from bench import gates
from bench.gates import Bound, Verdict, judge


@pytest.mark.parametrize(
    ("measured", "verdict"),
    [(26.0, Verdict.GOAL), (26.1, Verdict.PASSED), (48.0, Verdict.PASSED), (48.1, Verdict.FAILED)],
)
def test_a_cost_may_reach_its_bounds_and_not_pass_them(measured: float, verdict: Verdict) -> None:
    assert judge(measured, Bound(48, 26)) is verdict


@pytest.mark.parametrize(
    ("measured", "verdict"), [(140.0, Verdict.GOAL), (65.0, Verdict.PASSED), (64.9, Verdict.FAILED)]
)
def test_a_rate_must_reach_its_bounds(measured: float, verdict: Verdict) -> None:
    assert judge(measured, gates.MIX) is verdict


def test_a_figure_that_does_not_exist_fails_its_gate() -> None:
    assert judge(math.nan, Bound(48)) is Verdict.FAILED
    assert judge(math.nan, gates.PEER) is Verdict.FAILED


def test_what_is_not_judged_fails_nothing() -> None:
    found = [
        gates.finding("mix", "rate", 3.0, bound=gates.MIX, is_judged=False),
        gates.finding("service", "cold start", 3.0),
        gates.finding("mix", "errors", 1, bound=gates.NONE),
    ]
    assert [one.verdict for one in found] == [Verdict.NOT_JUDGED, Verdict.SHOWN, Verdict.FAILED]
    assert gates.failures(found) == [found[2]]
