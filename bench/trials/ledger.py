"""bench · no app · trial of the books: how many journals a second, beside raw PostgreSQL and beside django-hordak."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bench import figures, gates
from bench.measure import CROWD
from bench.outcome import Outcome, shown
from bench.trials import pgbench
from bench.trials.trial import asked, copied
from bench.working import working
from bench.worlds import environments
from bench.worlds.build import BASE, TRIAL, Site
from bench.worlds.environments import NotInstalled
from marketplace.runtime import BASE_DIR

HORDAK = "bench_hordak"
_SUBJECT = "journals of three legs"
_REPEATS = 3
_SECONDS = 4


@dataclass(frozen=True)
class _Turn:
    """What one turn has come to, a second; `ours` as `bench.trials.postings` tells it."""

    raw: float
    ours: dict[str, float]
    hordak: float = math.nan


def postings(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """Three times in turn: pgbench, our operation by as many clients and by one, django-hordak by one."""
    theirs = _hordak(site, outcome)
    around = copied(site, BASE)
    with working(site.console, "Making the tables of pgbench"):
        pgbench.prepare(site, TRIAL)
    turns = [_turn(site, f"{number}/{_REPEATS}", around, theirs) for number in range(1, _REPEATS + 1)]
    site.databases.drop(HORDAK)
    raw, crowd = [turn.raw for turn in turns], [turn.ours["crowd"] for turn in turns]
    shares = [figures.ratio(own, least) for own, least in zip(crowd, raw, strict=True)]
    outcome.findings += [
        gates.finding(
            _SUBJECT, f"journals for each simple update of pgbench, {CROWD} clients", figures.median(shares), "×",
            bound=gates.POSTINGS, lowest=min(shares),
            note=f"{figures.median(crowd):.0f} against {figures.median(raw):.0f} a second",
        ),
        shown(_SUBJECT, "CPU of a journal in its client", _median(turns, "client_ms"), "ms"),
        shown(_SUBJECT, "CPU of a journal in PostgreSQL", _median(turns, "database_ms"), "ms"),
        gates.finding(
            _SUBJECT, "journals or legs too many or too few, currencies out of balance",
            sum(turn.ours["off"] for turn in turns), bound=gates.NONE,
        ),
    ]  # fmt: skip
    if theirs:
        faster = [figures.ratio(turn.ours["alone"], turn.hordak) for turn in turns]
        other = figures.median([turn.hordak for turn in turns])
        outcome.findings.append(
            gates.finding(
                _SUBJECT, "faster than django-hordak, one client", figures.median(faster), "×", bound=gates.HORDAK,
                lowest=min(faster), note=f"{_median(turns, 'alone'):.0f} against {other:.0f} a second",
            )
        )  # fmt: skip


def _turn(site: Site, number: str, around: Mapping[str, str], theirs: Mapping[str, str]) -> _Turn:
    """One after the other, each with nothing left to write by the one before."""
    site.databases.checkpoint()
    with working(site.console, f"{number} pgbench, {CROWD} clients"):
        raw = pgbench.simple_update(site, TRIAL, clients=CROWD, seconds=_SECONDS)
    site.databases.checkpoint()
    title = f"{number} Posting by {CROWD} processes and by one"
    ours = asked(site, "bench.trials.postings", title, str(CROWD), str(_SECONDS), environment=around)
    if not theirs:
        return _Turn(raw, ours)
    site.databases.checkpoint()
    hordak = asked(
        site, "bench.hordak.posting", f"{number} django-hordak, one client", str(_SECONDS), environment=theirs,
        python=environments.python(site, "hordak"),
    )  # fmt: skip
    return _Turn(raw, ours, hordak["per_second"])


def _median(turns: list[_Turn], name: str) -> float:
    return figures.median([turn.ours[name] for turn in turns])


def _hordak(site: Site, outcome: Outcome) -> dict[str, str]:
    """An empty django-hordak, and the variables that lead to it; none where pip cannot fetch it."""
    try:
        environments.install(site, "hordak", title="django-hordak")
    except NotInstalled as missing:
        site.console.say(f"django-hordak is not measured: {missing}")
        outcome.notes.append(f"django-hordak is not measured: {missing}")
        return {}
    site.databases.make(HORDAK)
    around = {
        "HORDAK_DATABASE_URL": site.databases.owner_url(HORDAK),
        "DJANGO_SETTINGS_MODULE": "bench.hordak.settings",
        "PYTHONPATH": str(BASE_DIR),
        "PYTHONWARNINGS": "ignore",
    }
    migrate = (environments.python(site, "hordak"), "-m", "django", "migrate", "--no-input", "-v", "1")
    site.step("hordak tables", "Creating django-hordak's tables", migrate, environment=around)
    return around
