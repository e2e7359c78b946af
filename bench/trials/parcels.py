"""bench · no app · trials of parcels under way: what a device's position costs, and polling where nothing is new."""

from __future__ import annotations

import statistics

from bench import figures, gates
from bench.outcome import Outcome, shown
from bench.shops import open as shops
from bench.trials.trial import asked, copied
from bench.worlds.build import BASE, Site

_POINTS = 20_000
_TRACKERS, _VENDORS = 100_000, 200
_SAMPLE = 10_000
_REPEATS = 3


def positions(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """Batches of five hundred points of a hundred devices by the API, three times between floors."""
    subject = "a position of a device"
    around = copied(site, BASE)
    found, floors = [], []
    with shops.floors(site) as bare:
        for number in range(_REPEATS):
            floors.append(bare.take().cpu_ms)
            title = f"{number + 1}/{_REPEATS} {_POINTS} positions"
            found.append(asked(site, "bench.trials.positioning", title, str(_POINTS), environment=around))
        floors.append(bare.take().cpu_ms)
    floor = statistics.median(floors)
    costs = [one["cpu_ms"] for one in found]
    outcome.findings += [
        gates.finding(subject, "CPU as a multiple of F1", figures.median(costs) / floor, "× F1",
                      bound=gates.POSITION_TIMES_FLOOR, lowest=min(costs) / floor),
        shown(subject, "CPU of a point, PostgreSQL's with it", figures.median(costs), "ms"),
        shown(subject, "of that, in the process", figures.median([one["own_ms"] for one in found]), "ms"),
        gates.finding(subject, "points a second, by one client", figures.median([one["per_s"] for one in found]), "/s",
                      bound=gates.POSITIONS_PER_S, is_judged=outcome.is_quiet),
        shown(subject, "statements of a batch of 500", max(one["statements"] for one in found)),
        shown(subject, "F1, the bare view", floor, "ms"),
    ]  # fmt: skip


def polling(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """A hundred thousand due parcels of two hundred vendors, of which the carrier has nothing new to tell.

    The carrier answers in the process: its network is not in the figures. The vendors have no schemas at all, so that a
    look at one would fail. A tenth is asked after unless everything is done in full.
    """
    subject = "100,000 due parcels of 200 vendors without news"
    count = _TRACKERS if is_whole else _SAMPLE
    words = (str(_TRACKERS), str(_VENDORS), str(count))
    found = asked(site, "bench.trials.asking", f"Asking after {count} parcels", *words, environment=copied(site, BASE))
    outcome.findings += [
        gates.finding(subject, "statements in vendors' schemas", found["in_schemas"], bound=gates.NONE),
        gates.finding(
            subject, "statements for fifty parcels", found["statements_of_50"], bound=gates.POLLING_STATEMENTS
        ),
        shown(subject, "CPU of a parcel, PostgreSQL's with it", found["cpu_ms"], "ms"),
        shown(subject, "CPU of all 100,000", found["cpu_ms"] * _TRACKERS / 1000, "s"),
    ]
