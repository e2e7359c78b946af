"""bench · no app · trial of judging: what one decision about an attempt to pay costs, beside the bare view."""

from __future__ import annotations

import statistics

from bench import figures, gates
from bench.outcome import Outcome, shown
from bench.shops import open as shops
from bench.trials.trial import asked, copied
from bench.worlds.build import BASE, Site

_DECISIONS = 1000
_REPEATS = 3


def decisions(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """A thousand decisions among a hundred thousand signals, three times between floors; reading and keeping both."""
    subject = "a decision about a payment"
    around = copied(site, BASE)
    found = []
    floors = []
    with shops.floors(site) as bare:
        for number in range(_REPEATS):
            floors.append(bare.take().cpu_ms)
            title = f"{number + 1}/{_REPEATS} {_DECISIONS} decisions"
            found.append(asked(site, "bench.trials.judging", title, str(_DECISIONS), environment=around))
        floors.append(bare.take().cpu_ms)
    floor = statistics.median(floors)
    costs = [one["cpu_ms"] for one in found]
    outcome.findings += [
        gates.finding(subject, "CPU as a multiple of F1", figures.median(costs) / floor, "× F1",
                      bound=gates.RISK_TIMES_FLOOR, lowest=min(costs) / floor),
        shown(subject, "CPU of a decision, PostgreSQL's with it", figures.median(costs), "ms"),
        shown(subject, "of that, in the process", figures.median([one["own_ms"] for one in found]), "ms"),
        gates.finding(subject, "statements", max(one["statements"] for one in found), bound=gates.RISK_STATEMENTS),
        gates.finding(subject, "time by the clock, 99th percentile", max(one["p99_ms"] for one in found), "ms",
                      bound=gates.RISK_MS, is_judged=outcome.is_quiet),
        shown(subject, "F1, the bare view", floor, "ms"),
    ]  # fmt: skip
