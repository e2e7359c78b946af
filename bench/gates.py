"""bench · no app · what a figure may be: bounds, goals and verdicts · pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a figure comes to. Only FAILED fails a run."""

    GOAL = "goal"
    PASSED = "passed"
    FAILED = "FAILED"
    NOT_JUDGED = "not judged"
    SHOWN = "–"


@dataclass(frozen=True)
class Bound:
    """What a figure must not pass, and what it is meant to reach; `at_least` where more is better."""

    gate: float
    goal: float | None = None
    at_least: bool = False


@dataclass(frozen=True)
class Finding:
    """A figure with its verdict. `lowest` is the least of the repeats, where there were several."""

    subject: str
    name: str
    unit: str
    measured: float
    bound: Bound | None
    verdict: Verdict
    lowest: float | None = None
    note: str = ""


def judge(measured: float, bound: Bound | None, *, is_judged: bool = True) -> Verdict:
    """The verdict on a figure. One that is no number fails; one without a bound is only shown."""
    if bound is None:
        return Verdict.SHOWN
    if not is_judged:
        return Verdict.NOT_JUDGED
    if math.isnan(measured) or not _keeps(measured, bound.gate, bound):
        return Verdict.FAILED
    return Verdict.GOAL if bound.goal is not None and _keeps(measured, bound.goal, bound) else Verdict.PASSED


def finding(
    subject: str,
    name: str,
    measured: float,
    unit: str = "",
    *,
    bound: Bound | None = None,
    lowest: float | None = None,
    is_judged: bool = True,
    note: str = "",
) -> Finding:
    """A figure, judged."""
    return Finding(subject, name, unit, measured, bound, judge(measured, bound, is_judged=is_judged), lowest, note)


def failures(findings: Iterable[Finding]) -> list[Finding]:
    """Those that fail a run."""
    return [one for one in findings if one.verdict is Verdict.FAILED]


def _keeps(measured: float, limit: float, bound: Bound) -> bool:
    return measured >= limit if bound.at_least else measured <= limit


# CPU of an operation as a multiple of F1, and its statements.
TIMES_FLOOR = {
    "list": Bound(48, 26), "product": Bound(39, 23), "search": Bound(65, 32), "add": Bound(97, 48),
    "checkout": Bound(390, 190),
}  # fmt: skip
STATEMENTS = {
    "list": Bound(8, 5), "product": Bound(8, 6), "search": Bound(6, 4), "add": Bound(20, 12), "checkout": Bound(70, 45),
}  # fmt: skip
PEER = Bound(5, at_least=True)
MIX = Bound(65, 140, at_least=True)
NONE = Bound(0)  # errors, or the distance to what has to be hit exactly
BULK_CPU_S = Bound(2)
IMPORT_CPU_S = Bound(60)
PROVISION = Bound(10, at_least=True)
FLEET = Bound(30, at_least=True)
REFUSAL_PERCENT = Bound(25)
RISK_TIMES_FLOOR = Bound(20, 6)
RISK_STATEMENTS = Bound(3, 2)
RISK_MS = Bound(50)
POSITION_TIMES_FLOOR = Bound(1)
POSITIONS_PER_S = Bound(1000, at_least=True)
POLLING_STATEMENTS = Bound(4, 3)
CLASSIFICATION_MS = Bound(60, 10)
POSTINGS = Bound(0.5, at_least=True)  # of what pgbench's simple update does
RESERVATIONS = Bound(0.5, at_least=True)  # of what pgbench does in one call
RESERVATIONS_HOT = Bound(2, at_least=True)
HORDAK = Bound(10, at_least=True)
NEIGHBOUR_PERCENT = Bound(10)
ITINERARY_MS = Bound(50, 20)
NAME_MS = Bound(15, 8)
NAME_P95_MS = Bound(60, 20)
NAMES = Bound(30_000, at_least=True)
NAMES_FOUND_PERCENT = Bound(99, at_least=True)
PAIRS_F1 = Bound(0.80, at_least=True)
ASSESS_WARM_MS = Bound(30, 10)
ASSESS_COLD_MS = Bound(120, 60)
ASSESS_RATIO = Bound(1.3)
