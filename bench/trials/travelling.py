"""bench · no app · inside the marketplace: ways to travel over four hundred hubs and sixty thousand departures."""

from __future__ import annotations

import gc
import json
import random
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from apps.planning.itineraries.searching import search
from apps.planning.itineraries.timetable import Timetable
from apps.planning.itineraries.types import Mode, Network, Question, Service

_HUBS = 400
_SERVICES = 3_000
_DEPARTURES = 20
_BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
_SPEED_KMH = {Mode.ROAD: 60, Mode.RAIL: 50, Mode.SEA: 30, Mode.AIR: 700}
_PRICE_KM = {Mode.ROAD: 1.2, Mode.RAIL: 0.6, Mode.SEA: 0.2, Mode.AIR: 6.0}
_CO2_KM = {Mode.ROAD: 90, Mode.RAIL: 25, Mode.SEA: 12, Mode.AIR: 600}
_TOLERANCE = 0.05


def main(answer: str, _postmaster: str, count: str) -> None:
    """Ask so many questions, each on its own; CPU of each, and of making the timetable."""
    dice = random.Random(11)
    network = _network(dice)
    began = time.process_time()
    timetable = Timetable(network)
    built_s = time.process_time() - began
    hubs = [f"H{number}" for number in range(_HUBS)]
    gc.collect()
    gc.freeze()
    spent, ways = [], []
    for _ in range(int(count)):
        origin, destination = dice.sample(hubs, 2)
        question = Question(origin, destination, _BEGIN, due_by=_BEGIN + timedelta(days=dice.choice((5, 12, 25))))
        began = time.process_time()
        ways.append(len(search(timetable, question, tolerance=_TOLERANCE)))
        spent.append(1000 * (time.process_time() - began))
    legs = sum(len(one.departures) for one in network.services)
    print(f"{sum(spent) / len(spent):.1f} ms of CPU a question over {legs} legs", flush=True)
    found = {"ms": spent, "legs": legs, "built_s": built_s, "ways": sum(ways) / len(ways)}
    Path(answer).write_text(json.dumps(found))


def _network(dice: random.Random) -> Network:
    """Hubs on a plane of 12,000 by 6,000 km; near ones are joined by road and rail, any by sea and air."""
    places = [(dice.uniform(0, 12_000), dice.uniform(0, 6_000)) for _ in range(_HUBS)]

    def far(one: int, other: int) -> float:
        return ((places[one][0] - places[other][0]) ** 2 + (places[one][1] - places[other][1]) ** 2) ** 0.5

    services = []
    for number in range(_SERVICES):
        origin = number % _HUBS
        mode = dice.choice(tuple(Mode))
        others = [one for one in range(_HUBS) if one != origin]
        if mode in (Mode.ROAD, Mode.RAIL):
            others = sorted(others, key=lambda one: far(origin, one))[:25]
        destination = dice.choice(others)
        km = max(far(origin, destination), 20.0)
        first = _BEGIN + timedelta(hours=dice.uniform(0, 36))
        services.append(
            Service(
                code=f"S{number}",
                origin=f"H{origin}",
                destination=f"H{destination}",
                mode=mode,
                lasts=timedelta(hours=km / _SPEED_KMH[mode] + 2),
                cost=Decimal(f"{20 + km * _PRICE_KM[mode] / 10:.2f}"),
                co2_g=int(km * _CO2_KM[mode]),
                reliability=dice.uniform(0.85, 0.99),
                departures=tuple(first + timedelta(hours=31 * turn) for turn in range(_DEPARTURES)),
            )
        )
    return Network(tuple(services), holding_cost=Decimal("0.40"))
