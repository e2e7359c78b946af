"""bench · no app · trial of itineraries: what a team's question for ways over many hubs costs."""

from __future__ import annotations

from bench import figures, gates
from bench.outcome import Outcome, shown
from bench.trials.trial import asked, copied
from bench.worlds.build import BASE, Site

_QUESTIONS = 100


def travelling(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """A hundred searches over 400 hubs and 60,000 departures, and as many questions, their plans written and read."""
    subject = "ways over 400 hubs and 60,000 departures"
    found = asked(
        site, "bench.trials.travelling", f"Asking {_QUESTIONS} times for ways", str(_QUESTIONS),
        environment={**copied(site, BASE), "PORTOLAN_DATABASE_ROLE": "owner"},
    )  # fmt: skip
    note = f"{found['departures']} departures, {found['ways']:.1f} ways on average"
    for name, title in (("searched", "both searches"), ("asked", "question with its plan")):
        spent = sorted(found[name])
        outcome.findings += [
            gates.finding(subject, f"{title}: CPU, median", figures.median(spent), "ms", bound=gates.ITINERARY_MS,
                          lowest=spent[0], note=note),
            shown(subject, f"{title}: CPU, 95th percentile", spent[int(len(spent) * 0.95) - 1], "ms"),
        ]  # fmt: skip
    outcome.findings.append(shown(subject, "CPU of the first question of a process", found["first_s"], "s"))
