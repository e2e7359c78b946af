"""bench · no app · trial of screening: what a name costs among thirty thousand, and how many are found."""

from __future__ import annotations

from bench import figures, gates
from bench.outcome import Outcome, shown
from bench.trials.trial import asked, copied
from bench.worlds.build import BASE, Site

_LOOK_UPS = 500
_REPEATS = 3


def looking_up(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """Five hundred names on one core, three times: half of them listed and misspelt, half of nobody."""
    subject = "a name held against denied parties"
    around = copied(site, BASE)
    found = [
        asked(site, "bench.trials.looking_up", f"{number + 1}/{_REPEATS} Looking {_LOOK_UPS} names up", str(_LOOK_UPS),
              environment=around)
        for number in range(_REPEATS)
    ]  # fmt: skip
    kind = "authorities' lists" if found[0]["is_real"] else "made up: CUSTOMS_DATA is not set"
    outcome.findings += [
        gates.finding(subject, "CPU, on average", figures.median([one["mean_ms"] for one in found]), "ms",
                      bound=gates.NAME_MS, lowest=min(one["mean_ms"] for one in found)),
        gates.finding(subject, "CPU, 95th percentile", figures.median([one["p95_ms"] for one in found]), "ms",
                      bound=gates.NAME_P95_MS),
        gates.finding(subject, "names in the index", found[0]["names"], bound=gates.NAMES, note=kind),
        gates.finding(subject, "misspelt names found", min(one["found_percent"] for one in found), "%",
                      bound=gates.NAMES_FOUND_PERCENT),
        shown(subject, "CPU of building the index", figures.median([one["built_s"] for one in found]), "s"),
    ]  # fmt: skip
    if found[0]["f1"] is not None:
        outcome.findings.append(gates.finding(subject, "F1 of labelled pairs", found[0]["f1"], bound=gates.PAIRS_F1))
