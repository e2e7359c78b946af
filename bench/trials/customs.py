"""bench · no app · trial of customs: what a cart's duty, tax and fees cost, by a short tariff and by a long one."""

from __future__ import annotations

from bench import figures, gates
from bench.outcome import Outcome, shown
from bench.trials.trial import asked, copied
from bench.worlds.build import BASE, SLOTS, TRIAL, Site

_SHORT, _LONG = 1000, 100_000
_REPEATS = 3
_SECOND = f"{TRIAL}_long"


def assessing(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """A cart of 20 lines into Germany, warm and with nothing remembered, by 1,000 rows of a tariff and by 100,000.

    Both have a database of their own and are asked in turn, the same cart, so that what else a machine does
    meanwhile is not taken for growth.
    """
    subject = "a cart of 20 lines assessed"
    found = _in_turn(site)

    def of(rows: int, name: str) -> list[float]:
        return [one[name] for one in found[rows]]

    def grown(name: str) -> float:
        return figures.median([long / short for short, long in zip(of(_SHORT, name), of(_LONG, name), strict=True)])

    warm, cold = ([figures.median(of(rows, name)) for rows in (_SHORT, _LONG)] for name in ("warm_ms", "cold_ms"))
    outcome.findings += [
        gates.finding(subject, f"CPU, warm, {_LONG:,} rows", warm[1], "ms", bound=gates.ASSESS_WARM_MS,
                      lowest=min(of(_LONG, "warm_ms"))),
        gates.finding(subject, f"CPU, cold, {_LONG:,} rows, PostgreSQL's with it", cold[1], "ms",
                      bound=gates.ASSESS_COLD_MS, lowest=min(of(_LONG, "cold_ms"))),
        gates.finding(subject, f"warm, {_LONG:,} rows to {_SHORT:,}", grown("warm_ms"), "×", bound=gates.ASSESS_RATIO),
        gates.finding(subject, f"cold, {_LONG:,} rows to {_SHORT:,}", grown("cold_ms"), "×", bound=gates.ASSESS_RATIO),
        shown(subject, f"CPU, warm, {_SHORT:,} rows", warm[0], "ms"),
        shown(subject, f"CPU, cold, {_SHORT:,} rows", cold[0], "ms"),
        shown(subject, "statements, cold", max(of(_LONG, "cold_statements"))),
        gates.finding(subject, "time by the clock, warm, 95th percentile", max(of(_LONG, "warm_p95_ms")), "ms",
                      bound=gates.ASSESS_WARM_MS, is_judged=outcome.is_quiet),
        shown(subject, "charges of the answer", of(_LONG, "charges")[0]),
    ]  # fmt: skip


def _in_turn(site: Site) -> dict[int, list[dict[str, float]]]:
    """What each number of rows costs, turn by turn."""
    around = {_SHORT: copied(site, BASE)}
    site.databases.make(_SECOND, template=TRIAL)
    around[_LONG] = site.databases.environment(_SECOND, slot=SLOTS[TRIAL])
    found: dict[int, list[dict[str, float]]] = {_SHORT: [], _LONG: []}
    try:
        for number in range(_REPEATS):
            for rows, environment in around.items():
                title = f"{number + 1}/{_REPEATS} Assessing by {rows:,} rows"
                found[rows].append(asked(site, "bench.trials.assessing", title, str(rows), environment=environment))
    finally:
        site.databases.drop(_SECOND)
    return found
