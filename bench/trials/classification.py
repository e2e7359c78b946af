"""bench · no app · trial of classification: what suggesting an HS code for one title costs."""

from __future__ import annotations

from bench import figures, gates
from bench.outcome import Outcome, shown
from bench.trials.trial import asked, copied
from bench.worlds.build import BASE, Site

_TITLES = 400
_REPEATS = 3


def suggesting(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """Four hundred titles asked about, three times, each time in a process of its own that learned what ships."""
    subject = "the HS code of a title"
    around = copied(site, BASE)
    found = [
        asked(site, "bench.trials.classifying", f"{number + 1}/{_REPEATS} {_TITLES} titles", str(_TITLES),
              environment=around)
        for number in range(_REPEATS)
    ]  # fmt: skip
    outcome.findings += [
        gates.finding(subject, "CPU", figures.median([one["cpu_ms"] for one in found]), "ms",
                      bound=gates.CLASSIFICATION_MS, lowest=min(one["cpu_ms"] for one in found)),
        gates.finding(subject, "time by the clock, 99th percentile", max(one["p99_ms"] for one in found), "ms",
                      bound=gates.CLASSIFICATION_MS, is_judged=outcome.is_quiet),
        shown(subject, "entries that it knows", found[0]["entries"]),
        shown(subject, "learning them, CPU", figures.median([one["learned_s"] for one in found]), "s"),
        shown(subject, "the index, packed", found[0]["packed_mb"], "MB"),
        shown(subject, "the index, in a process that asks", found[0]["held_mb"], "MB"),
    ]  # fmt: skip
