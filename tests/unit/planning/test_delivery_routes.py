"""Delivery routes: plans are optimal where that can be reckoned, keep every limit, and are never taken on trust."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from itertools import chain, permutations
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from apps.planning.delivery import instances, regions, solver
from apps.planning.delivery.checking import checked, distance_of
from apps.planning.delivery.errors import NoPlan, PlanBroken, UnreadableInstance
from apps.planning.delivery.types import Depot, Plan, Problem, Route, Stop, VehicleKind, Window

DATA = os.environ.get("SHIPPING_DATA", "")
needs_data = pytest.mark.skipif(not DATA, reason="SHIPPING_DATA does not name the published problems")


def problem(points: list[tuple[int, int]], *, loads: int = 1, capacity: int = 100, count: int = 3) -> Problem:
    """A depot at the first point, a stop at each other; distances by streets at right angles."""
    at = np.array(points)
    distances = np.abs(at[:, None] - at[None, :]).sum(axis=2).astype(np.int64)
    stops = tuple(Stop(place, (loads,)) for place in range(1, len(points)))
    return Problem((Depot(0),), stops, (VehicleKind(count, (capacity,)),), distances, distances)


SEVEN = [(0, 0), (4, 1), (1, 7), (8, 3), (2, 2), (9, 9), (5, 6), (3, 8)]


def test_one_vehicle_goes_the_shortest_way_there_is():
    one = problem(SEVEN, count=1)
    shortest = min(distance_of(one, Route(0, order)) for order in permutations(range(7)))

    assert solver.plan(one, cpu_s=0.2).distance == shortest


def test_each_vehicle_carries_no_more_than_it_can():
    plan = solver.plan(problem(SEVEN, loads=4, capacity=12), cpu_s=0.2)

    assert sorted(stop for route in plan.routes for stop in route.stops) == list(range(7))
    assert max(len(route.stops) for route in plan.routes) <= 3


def test_stops_are_served_within_their_hours_from_the_nearer_of_two_depots():
    whole = problem([(0, 0), (100, 0), (10, 0), (90, 0), (5, 5), (95, 5)])
    stops = tuple(Stop(place, (1,), Window(0, 40) if place != 4 else Window(30, 40), 2) for place in range(2, 6))
    fleet = (VehicleKind(2, (9,), depot=0), VehicleKind(2, (9,), depot=1))
    two = replace(whole, depots=(Depot(0), Depot(1)), stops=stops, fleet=fleet)

    plan = solver.plan(two, cpu_s=0.2)

    served = {route.vehicle: set(route.stops) for route in plan.routes}
    assert served == {0: {0, 2}, 1: {1, 3}}


def test_a_plan_that_is_begun_with_is_kept_or_bettered():
    one = problem(SEVEN, count=1)
    first = checked(one, (Route(0, (6, 0, 5, 1, 4, 2, 3)),))

    assert solver.plan(one, cpu_s=0.1, first=first).distance <= first.distance


def town(stops: int, *, capacity: int) -> Problem:
    """Stops scattered over a square, the depot in its middle, two kinds of vehicles, of which one is never there."""
    points = [(500, 500), *(tuple(point) for point in np.random.default_rng(7).integers(0, 1000, size=(stops, 2)))]
    scattered = problem(points, capacity=capacity)
    return replace(scattered, fleet=(VehicleKind(1, (1,)), VehicleKind(stops // capacity + 4, (capacity,))))


def test_regions_hold_every_round_once_and_are_told_in_the_numbers_of_the_whole():
    whole = town(60, capacity=6)
    plan = solver.plan(whole, cpu_s=0.2)

    parts = regions.groups(whole, plan.routes, most_stops=20, rng=random.Random(3))

    assert sorted(chain(*parts), key=repr) == sorted(plan.routes, key=repr)
    assert len(parts) >= 3
    for part in parts:
        others = [route for other in parts if other is not part for route in other]
        area = regions.region(whole, part, others=others)
        assert sum(len(route.stops) for route in part) <= 20
        assert area.whole(area.routes) == part
        assert checked(area.problem, area.routes).distance == sum(distance_of(whole, route) for route in part)


def test_many_stops_are_planned_region_by_region_within_the_fleet(monkeypatch):
    whole = town(80, capacity=8)
    short = solver.plan(whole, cpu_s=0.1)
    monkeypatch.setattr(solver, "_MANY", 50)
    monkeypatch.setattr(solver, "_REGION", 30)

    plan = solver.plan(whole, cpu_s=0.5, first=short)

    assert plan.distance < short.distance


def test_who_watches_sees_progress_and_can_stop():
    seen = []

    def watch(progress):
        seen.append(progress)
        return False

    solver.plan(problem(SEVEN), cpu_s=30, watch=watch)
    assert len(seen) == 1
    assert seen[0].cpu_s < 30


def test_more_than_the_fleet_can_bring_has_no_plan():
    with pytest.raises(NoPlan):
        solver.plan(problem(SEVEN, loads=60, count=2), cpu_s=0.2)


@pytest.mark.parametrize(
    ("routes", "said"),
    [
        ([(0, 1, 2)], "left out"),
        ([(0, 1), (1, 2, 3)], "served twice"),
        ([(0, 1, 2, 3)], "carries 4 of 3"),
        ([(0,), (1,), (2,), (3,)], "4 vehicles"),
        ([(3, 2), (0, 1)], "after it closes"),
        ([(0, 1, 3), (2,)], "is out for"),
    ],
)
def test_a_plan_that_breaks_a_limit_is_refused_with_the_reason(routes, said):
    whole = problem([(0, 0), (10, 0), (20, 0), (30, 0), (0, 10)])
    stops = (*(replace(stop, window=Window(0, 35)) for stop in whole.stops[:3]), whole.stops[3])
    fleet = (VehicleKind(3, (3,), longest=55),)
    strict = replace(whole, stops=stops, fleet=fleet)
    with pytest.raises(PlanBroken) as refused:
        checked(strict, tuple(Route(0, stops) for stops in routes))
    assert said in refused.value.text()


def test_waiting_before_a_stop_opens_counts_as_time_out_and_a_late_start_spares_it():
    whole = problem([(0, 0), (10, 0), (20, 0)], count=1)
    opens_late = (replace(whole.stops[0], window=Window(100, 110)), replace(whole.stops[1], window=Window(150, 160)))
    late = replace(whole, stops=opens_late, fleet=(VehicleKind(1, (9,), longest=70),))

    assert checked(late, (Route(0, (0, 1)),)).distance == 40
    with pytest.raises(PlanBroken, match="is out for"):
        checked(replace(late, fleet=(VehicleKind(1, (9,), longest=69),)), (Route(0, (0, 1)),))


CVRP = """NAME : little
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 2
NODE_COORD_SECTION
1 0 0
2 3 4
3 6 8
4 0 5
DEMAND_SECTION
1 0
2 1
3 1
4 1
DEPOT_SECTION
1
-1
EOF
"""


def test_the_command_reads_a_file_prints_cost_and_gap_and_writes_the_rounds(tmp_path, capsys):
    file, out = tmp_path / "little.vrp", tmp_path / "found.sol"
    file.write_text(CVRP)
    file.with_suffix(".sol").write_text("Route #1: 1 2\nRoute #2: 3\nCost 30\n")

    call_command("plan_routes", str(file), cpu_seconds=0.1, out=out)

    said = capsys.readouterr().out
    assert "cost 30\n" in said
    assert "gap 0.00 %" in said
    assert instances.best_known(out) == 30
    assert sorted(" ".join(line.split()[2:]) for line in out.read_text().splitlines()[:2]) in (
        ["1 2", "3"],
        ["2 1", "3"],
    )


def test_distances_are_rounded_as_the_collection_says(tmp_path):
    file = tmp_path / "little.vrp"
    file.write_text(CVRP.replace("2 3 4", "2 1 1"))
    by = {way: instances.read(file, rounding=way).problem.distances[0, 1] for way in instances.Rounding}

    assert by == {instances.Rounding.NEAREST: 1, instances.Rounding.DIMACS: 14, instances.Rounding.EXACT: 1414}


@pytest.mark.parametrize("text", ["", "no such thing", CVRP.replace("CVRP", "TSP"), CVRP.split("DEMAND")[0]])
def test_a_file_that_is_no_routing_problem_is_refused(tmp_path, text):
    file = tmp_path / "odd.vrp"
    file.write_text(text)
    with pytest.raises(UnreadableInstance):
        instances.read(file)
    with pytest.raises(CommandError, match="not a routing problem"):
        call_command("plan_routes", str(file))


@needs_data
@pytest.mark.parametrize(
    ("name", "largest"), [("cvrp/X-n101-k25.vrp", 5), ("vrptw/C101.txt", 0.01), ("mdvrptw/PR11A.vrp", 25)]
)
def test_published_problems_are_read_and_planned(name, largest):
    file = Path(DATA) / name
    instance = instances.read(file)
    plan: Plan = solver.plan(instance.problem, cpu_s=1.0)
    best = instances.best_known(file.with_suffix(".sol"))

    assert float(instance.stated(plan.distance)) <= best * (1 + largest / 100)
