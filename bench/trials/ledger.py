"""bench · no app · trial of the books: how many journals a second, beside raw PostgreSQL and beside django-hordak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bench import figures, gates
from bench.gates import Finding
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
_LEGS = 3
_RUN = 100


@dataclass(frozen=True)
class _Turn:
    """What one turn has come to, a second: `ours` as `bench.trials.postings` tells it, `hordak` as its own does."""

    raw: float
    raw_alone: float
    ours: dict[str, float]
    hordak: dict[str, float]


def postings(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """Three times in turn: pgbench, our operations by as many clients, by one and in runs, django-hordak by one."""
    theirs = _hordak(site, outcome)
    around = copied(site, BASE)
    with working(site.console, "Making the tables of pgbench"):
        pgbench.prepare(site, TRIAL)
    turns = [_turn(site, f"{number}/{_REPEATS}", around, theirs) for number in range(1, _REPEATS + 1)]
    site.databases.drop(HORDAK)
    raw, crowd = [turn.raw for turn in turns], [turn.ours["crowd"] for turn in turns]
    runs = [turn.ours["in_runs"] for turn in turns]
    shares = [figures.ratio(own, least) for own, least in zip(crowd, raw, strict=True)]
    in_runs = [figures.ratio(own, least) for own, least in zip(runs, raw, strict=True)]
    outcome.findings += [
        gates.finding(
            _SUBJECT, f"postings for each simple update of pgbench, each journal its own transaction, {CROWD} clients",
            _LEGS * figures.median(shares), "×", bound=gates.POSTINGS, lowest=_LEGS * min(shares),
            note=f"{_LEGS * figures.median(crowd):.0f} against {figures.median(raw):.0f} a second",
        ),
        shown(_SUBJECT, "the same, journals for each simple update", figures.median(shares), "×"),
        shown(
            _SUBJECT, f"{_RUN} in a transaction by one client, for each of those simple updates",
            figures.median(in_runs), "×", note=f"{figures.median(runs):.0f} a second",
        ),
        shown(_SUBJECT, "CPU of a journal in its client", _median(turns, "client_ms"), "ms"),
        shown(_SUBJECT, "CPU of a journal in PostgreSQL", _median(turns, "database_ms"), "ms"),
        gates.finding(
            _SUBJECT, "journals or legs too many or too few, currencies out of balance",
            sum(turn.ours["off"] for turn in turns), bound=gates.NONE,
        ),
    ]  # fmt: skip
    if theirs:
        outcome.findings += _beside_hordak(turns)


def _beside_hordak(turns: list[_Turn]) -> list[Finding]:
    """Judged where a flush to the disk is a hundredth of each; alone, even pgbench is not ten times as fast."""
    runs = [figures.ratio(turn.ours["in_runs"], turn.hordak["in_runs"]) for turn in turns]
    alone = [figures.ratio(turn.ours["alone"], turn.hordak["alone"]) for turn in turns]
    ceiling = figures.median([figures.ratio(turn.raw_alone, turn.hordak["alone"]) for turn in turns])
    theirs = {name: figures.median([turn.hordak[name] for turn in turns]) for name in ("in_runs", "alone")}
    return [
        gates.finding(
            _SUBJECT, f"faster than django-hordak, one client, {_RUN} in a transaction", figures.median(runs), "×",
            bound=gates.HORDAK, lowest=min(runs),
            note=f"{_median(turns, 'in_runs'):.0f} against {theirs['in_runs']:.0f} a second",
        ),
        shown(
            _SUBJECT, "faster than django-hordak, one client, each its own transaction", figures.median(alone), "×",
            note=f"{_median(turns, 'alone'):.0f} against {theirs['alone']:.0f} a second; pgbench {ceiling:.1f} ×",
        ),
    ]  # fmt: skip


def _turn(site: Site, number: str, around: Mapping[str, str], theirs: Mapping[str, str]) -> _Turn:
    """One after the other, each with nothing left to write by the one before."""
    site.databases.checkpoint()
    with working(site.console, f"{number} pgbench, {CROWD} clients and one"):
        raw = pgbench.simple_update(site, TRIAL, clients=CROWD, seconds=_SECONDS)
        raw_alone = pgbench.simple_update(site, TRIAL, clients=1, seconds=_SECONDS)
    site.databases.checkpoint()
    title = f"{number} Posting by {CROWD} processes, by one and in runs"
    words = str(CROWD), str(_SECONDS), str(_RUN)
    ours = asked(site, "bench.trials.postings", title, *words, environment=around)
    if not theirs:
        return _Turn(raw, raw_alone, ours, {})
    site.databases.checkpoint()
    hordak = asked(
        site, "bench.hordak.posting", f"{number} django-hordak, one client", str(_SECONDS), str(_RUN),
        environment=theirs, python=environments.python(site, "hordak"),
    )  # fmt: skip
    return _Turn(raw, raw_alone, ours, hordak)


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
