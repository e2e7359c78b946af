"""Itineraries: of all ways to travel those are found of which none is better in everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from apps.planning.itineraries.searching import search
from apps.planning.itineraries.timetable import Timetable
from apps.planning.itineraries.types import Itinerary, Mode, Network, Question, Service

BEGIN = datetime(2026, 11, 2, 6, tzinfo=UTC)
HUBS = "ABCDE"


def service(
    code, origin, destination, *, hours, cost, co2=100, reliability=0.9, departs=(0,), mode=Mode.ROAD
) -> Service:
    leaves = tuple(BEGIN + timedelta(hours=hour) for hour in departs)
    return Service(code, origin, destination, mode, timedelta(hours=hours), Decimal(cost), co2, reliability, leaves)


SEA = service("sea", "A", "B", hours=400, cost=100, co2=10, departs=(10, 178))
AIR = service("air", "A", "B", hours=12, cost=900, co2=900, departs=(3, 27, 51), mode=Mode.AIR)
TRAIN = service("train", "B", "C", hours=20, cost=60, departs=range(0, 800, 24), mode=Mode.RAIL)
TRUCK = service("truck", "B", "C", hours=15, cost=90, co2=300, departs=range(0, 800, 6))


def asked(network: Network, **more) -> list[Itinerary]:
    return search(Timetable(network), Question("A", "C", BEGIN, **more))


def codes(found: list[Itinerary]) -> list[str]:
    return ["+".join(leg.service.code for leg in one.legs) for one in found]


def test_cheap_slow_and_dear_fast_ways_are_both_told():
    found = asked(Network((SEA, AIR, TRAIN, TRUCK)))

    assert codes(found) == ["sea+train", "sea+truck", "air+train", "air+truck"]
    assert found[0].cost == 160
    assert found[-1].arrives_at == BEGIN + timedelta(hours=24 + 15)
    assert found[-1].hubs == ("A", "B", "C")
    assert found[-1].co2_g == 1200
    assert isclose(found[-1].reliability, 0.81)


def test_what_arrives_too_late_is_not_told_and_a_closed_service_is_gone_round():
    network = Network((SEA, AIR, TRAIN, TRUCK))
    in_time = BEGIN + timedelta(hours=50)

    assert codes(asked(network, due_by=in_time)) == ["air+train", "air+truck"]
    assert codes(asked(network.without(codes=["train"]), due_by=in_time)) == ["air+truck"]
    assert asked(network.without(hubs=["B"])) == []


def test_goods_are_handled_between_legs_and_waiting_has_its_price():
    network = Network((service("first", "A", "B", hours=4, cost=10), TRUCK), timedelta(hours=5), Decimal("0.5"))
    (only,) = asked(network)

    assert only.legs[1].departs_at == BEGIN + timedelta(hours=12)
    assert only.cost == Decimal(10 + 90) + Decimal("0.5") * 27


def test_while_departures_do_not_run_the_next_ones_are_taken_and_what_is_kept_stays():
    kept = Timetable(Network((SEA, AIR, TRAIN, TRUCK)))
    question = Question("A", "C", BEGIN, BEGIN + timedelta(hours=80))

    (only,) = search(kept.thinned({"air": AIR.departures[1:], "train": ()}), question)

    assert codes([only]) == ["air+truck"]
    assert only.legs[0].departs_at == AIR.departures[1]
    assert codes(search(kept, question)) == ["air+train", "air+truck"]


def test_beside_ways_that_are_known_only_those_are_told_that_they_do_not_beat():
    timetable = Timetable(Network((SEA, AIR, TRAIN, TRUCK)))
    quick = search(timetable, Question("A", "C", BEGIN, BEGIN + timedelta(hours=50)))

    other = search(timetable, Question("A", "C", BEGIN), beside=quick)

    assert codes(quick) == ["air+train", "air+truck"]
    assert codes(other) == ["sea+train", "sea+truck"]
    assert len(search(timetable, Question("A", "C", BEGIN), most=1)) == 1


def test_with_tolerance_ways_that_hardly_differ_are_told_once():
    twin = service("twin", "A", "B", hours=12, cost=905, co2=899, departs=(3,), mode=Mode.AIR)
    network = Network((AIR, twin, TRUCK))

    assert len(asked(network)) == 2
    assert len(search(Timetable(network), Question("A", "C", BEGIN), tolerance=0.05)) == 1


edges = st.tuples(
    st.sampled_from([(a, b) for a in HUBS for b in HUBS if a != b]),
    st.integers(1, 30),
    st.integers(1, 40),
    st.integers(1, 50),
    st.sampled_from([0.5, 0.8, 0.9, 1.0]),
    st.lists(st.integers(0, 90), min_size=1, max_size=3, unique=True).map(sorted),
)


@given(
    given=st.lists(edges, max_size=12),
    due=st.none() | st.integers(10, 120),
    holding=st.sampled_from(["0", "0.5"]),
    handled=st.lists(st.integers(0, 30), min_size=5, max_size=5),
)
def test_exactly_those_are_found_that_no_other_way_beats(given, due, holding, handled):
    services = tuple(
        service(f"s{number}", a, b, hours=hours, cost=cost, co2=co2, reliability=sure, departs=departs)
        for number, ((a, b), hours, cost, co2, sure, departs) in enumerate(given)
    )
    handling_at = {hub: timedelta(hours=hours) for hub, hours in zip(HUBS, handled, strict=True)}
    network = Network(services, holding_cost=Decimal(holding), handling_at=handling_at)
    due_by = None if due is None else BEGIN + timedelta(hours=due)

    found = {_figures(one) for one in search(Timetable(network), Question("A", "E", BEGIN, due_by))}

    every = {one for one in _every(network, "A", 0, frozenset("A"), (0.0, 0, 1.0)) if due is None or one[1] <= due}
    best = {one for one in every if not any(_beats(other, one) for other in every if other != one)}
    assert found == best


@given(given=st.lists(edges, max_size=12), prices=st.lists(st.integers(1, 40), min_size=12, max_size=12))
def test_one_timetable_serves_consignments_at_other_prices(given, prices):
    services = tuple(
        service(f"s{number}", a, b, hours=hours, cost=cost, co2=co2, reliability=sure, departs=departs)
        for number, ((a, b), hours, cost, co2, sure, departs) in enumerate(given)
    )
    dear = tuple(replace(one, cost=Decimal(price)) for one, price in zip(services, prices, strict=False))
    kept = Timetable(Network(services))
    question = Question("A", "E", BEGIN)
    search(kept, question)

    found = search(kept.priced([float(one.cost) for one in dear]), question)

    assert sorted(codes(found)) == sorted(codes(search(Timetable(Network(dear)), question)))


def _figures(one: Itinerary) -> tuple[float, float, int, float]:
    return (
        round(float(one.cost), 6),
        (one.arrives_at - BEGIN) / timedelta(hours=1),
        one.co2_g,
        round(one.reliability, 9),
    )


def _every(network, hub, hours, been, so_far):
    """Figures of each way, by trying all; of a service the first departure that can be reached."""
    if hub == "E":
        cost, co2, sure = so_far
        yield (round(cost + float(network.holding_cost) * hours, 6), hours, co2, round(sure, 9))
        return
    ready = BEGIN + timedelta(hours=hours) + (network.handled(hub) if len(been) > 1 else timedelta())
    for one in network.services:
        leaves = [at for at in one.departures if at >= ready]
        if one.origin == hub and one.destination not in been and leaves:
            arrives = (leaves[0] + one.lasts - BEGIN) / timedelta(hours=1)
            cost, co2, sure = so_far
            further = (cost + float(one.cost), co2 + one.co2_g, sure * one.reliability)
            yield from _every(network, one.destination, arrives, been | {one.destination}, further)


def _beats(one, other) -> bool:
    return one[0] <= other[0] and one[1] <= other[1] and one[2] <= other[2] and one[3] >= other[3]
