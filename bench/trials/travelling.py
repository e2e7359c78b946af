"""bench · no app · inside the marketplace: a team's questions for ways over 400 hubs and 60,000 departures."""

from __future__ import annotations

import gc
import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.common.clock import now
from apps.common.types import Actor, ActorKind
from apps.itineraries import operations, selectors
from apps.itineraries.errors import NoWay
from apps.itineraries.rules import asking
from apps.itineraries.types import About, Consignment, Subject
from apps.logistics import operations as logistics
from apps.logistics.types import LegMode
from apps.vendors import operations as vendors

_HUBS = 400
_LEGS = 3_500  # each departs once a week: sixty thousand departures within the horizon of a question
_SPEED_KMH = {LegMode.ROAD: 60, LegMode.RAIL: 50, LegMode.SEA: 30, LegMode.AIR: 700}
_PRICE_KG_1000_KM = {LegMode.ROAD: 0.09, LegMode.RAIL: 0.05, LegMode.SEA: 0.02, LegMode.AIR: 0.9}
_CO2 = {LegMode.ROAD: 90, LegMode.RAIL: 25, LegMode.SEA: 12, LegMode.AIR: 600}
_TEAM = Actor(ActorKind.VENDOR, "bench")


def main(answer: str, _postmaster: str, count: str) -> None:
    """Search for the ways of so many goods, then ask for them as the page does, with the plan read for it.

    CPU of each, and of the first question, which reads the timetables.
    """
    dice, at = random.Random(11), now()
    hubs = [f"DE{number:03d}" for number in range(_HUBS)]
    with transaction.atomic():
        logistics.load_hubs("\n".join(_hub_rows(dice, hubs)))
        logistics.load_legs("\n".join(_leg_rows(dice, hubs)))
        vendor = vendors.register(
            slug="bench", name="Bench", legal_name="Bench Ltd", country="DE", currency="USD", languages=["en"]
        )
    vendors.provision(vendor.pk, at=at)
    spent: dict[str, list[float]] = {"searched": [], "asked": []}
    ways = 0
    with tenant_context(vendor):
        cold, _ = _timed(_ask, _goods(dice, hubs, vendor.currency, at), at)
        gc.collect()
        gc.freeze()
        for _ in range(int(count)):
            goods = _goods(dice, hubs, vendor.currency, at)
            for name, act in (("searched", _search), ("asked", _ask)):
                ms, found = _timed(act, goods, at)
                spent[name].append(ms)
            ways += found
    departures = _LEGS * asking.HORIZON.days // 7
    for name, each in spent.items():
        print(f"{name}: {sum(each) / len(each):.1f} ms of CPU over {departures} departures", flush=True)
    told = {**spent, "departures": departures, "first_s": cold / 1000, "ways": ways / int(count)}
    Path(answer).write_text(json.dumps(told))


def _goods(dice: random.Random, hubs: list[str], currency: str, at: datetime) -> Consignment:
    origin, destination = dice.sample(hubs, 2)
    due_by = at + timedelta(days=dice.choice((30, 50, 75)))
    return Consignment(origin, destination, Decimal(640), Decimal("3.2"), at + timedelta(days=2), due_by, currency)


def _timed(act: Callable[[Consignment, datetime], int], asked: Consignment, at: datetime) -> tuple[float, int]:
    """CPU milliseconds, and how many ways were found."""
    began = time.process_time()
    found = act(asked, at)
    return 1000 * (time.process_time() - began), found


def _search(asked: Consignment, at: datetime) -> int:
    """Both searches of a question: what is proposed, and what is not and why."""
    return len(selectors.ways_for(asked, at=at))


def _ask(asked: Consignment, at: datetime) -> int:
    """One question with its plan written and read, and how many ways were proposed."""
    try:
        with transaction.atomic():
            plan_id = operations.ask(About(Subject.GOODS, "bench"), asked, at=at, by=_TEAM)
    except NoWay:
        return 0
    return len(selectors.plan(plan_id).proposed)


def _hub_rows(dice: random.Random, hubs: list[str]) -> Iterator[str]:
    yield "code,name,kind,country,latitude,longitude,timezone,handling_h,handling_price,currency"
    for code in hubs:
        zone = dice.choice(("Europe/Berlin", "Asia/Shanghai", "America/New_York"))
        yield f"{code},{code},port,DE,50,10,{zone},{dice.choice((4, 6, 12, 24))},{dice.randint(5, 20)},USD"


def _leg_rows(dice: random.Random, hubs: list[str]) -> Iterator[str]:
    """Hubs on a plane of 12,000 by 6,000 km; near ones are joined by road and rail, any by sea and air. One leg in two
    hundred is closed by its carrier's weight limit."""
    places = [(dice.uniform(0, 12_000), dice.uniform(0, 6_000)) for _ in hubs]

    def far(one: int, other: int) -> float:
        return ((places[one][0] - places[other][0]) ** 2 + (places[one][1] - places[other][1]) ** 2) ** 0.5

    yield (
        "code,carrier,mode,origin,destination,weekdays,departs_at,valid_from,transit_h,kg_price,cbm_price,"
        "minimum_price,distance_km,co2_g_tkm,co2_source,reliability,late_h,most_kg,source"
    )
    for number in range(_LEGS):
        origin = number % len(hubs)
        mode = dice.choice(LegMode.values)
        others = [one for one in range(len(hubs)) if one != origin]
        if mode in (LegMode.ROAD, LegMode.RAIL):
            others = sorted(others, key=lambda one: far(origin, one))[:25]
        end = dice.choice(others)
        km = max(int(far(origin, end)), 20)
        yield (
            f"B{number},Line,{mode},{hubs[origin]},{hubs[end]},{dice.randint(1, 7)},{dice.randint(0, 23):02d}:00,"
            f"2025-01-01,{km // _SPEED_KMH[LegMode(mode)] + 2},{_PRICE_KG_1000_KM[LegMode(mode)] * km / 1000:.4f},"
            f"{km / 100:.2f},20,{km},{_CO2[LegMode(mode)]},bench,{dice.uniform(0.85, 0.99):.3f},"
            f"{dice.choice((6, 24, 96))},{500 if number % 200 == 0 else 0},bench"
        )
