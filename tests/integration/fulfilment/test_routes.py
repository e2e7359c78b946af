"""Rounds of own vehicles: collected, placed, planned by a worker, moved by hand, printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pypdfium2
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from djmoney.money import Money

from apps.common.types import Actor, ActorKind
from apps.fulfilment import selectors
from apps.fulfilment.errors import HouseNotPlaced, MoveRefused, NotDriveable, NoVehicle, SearchUnderWay, StopsNotPlaced
from apps.fulfilment.models import RouteBreak, RoutePlan, RouteStop, Vehicle
from apps.fulfilment.operations import fitting, following, rounds, stops, vehicles
from apps.orders import operations as orders
from apps.outbox import relay
from apps.planning.delivery import solver
from apps.planning.delivery.checking import checked
from apps.planning.delivery.types import Plan, Problem, Route
from apps.shipping import selectors as shipping
from apps.shipping.models import Fulfilment
from apps.shipping.operations import packing
from apps.vendors.types import TeamRole
from apps.warehouse.models import Warehouse
from tests.integration.dashboard.test_catalogue_pages import browser

pytestmark = pytest.mark.django_db
TEAM = Actor(ActorKind.VENDOR, "team")
# Around a house at 52.5° N, 13.4° E: two to the north, one to the south.
PLACES = (
    (Decimal("52.60"), Decimal("13.40")),
    (Decimal("52.62"), Decimal("13.41")),
    (Decimal("52.40"), Decimal("13.40")),
)


@pytest.fixture
def shipments(kiln: Any, enter: Any, sold: Callable[..., UUID], at: datetime) -> list[UUID]:
    """Three packed shipments of one house."""
    found = []
    for _ in PLACES:
        order_id = sold(1)
        with enter(kiln), transaction.atomic():
            orders.confirm(order_id, at=at, by=TEAM)
            found.append(shipping.for_orders([order_id])[order_id][0].public_id)
            packing.pack(found[-1], at=at, by=TEAM)
    with enter(kiln):
        Fulfilment.objects.update(warehouse_id=Fulfilment.objects.get(public_id=found[0]).warehouse_id)
    return found


def van(house: UUID, at: datetime, *, count: int = 2, litres: int = 100) -> UUID:
    return vehicles.keep_vehicle(
        None, name="Van", warehouse_id=house, count=count, most_weight_kg=500, most_litres=litres,
        shift_from=time(8), shift_until=time(16), speed_kmh=30, day_cost=Money(90, "CNY"), km_cost=Money("2.5", "CNY"),
        at=at,
    )  # fmt: skip


def planned(shipments: list[UUID], at: datetime) -> UUID:
    """A plan whose stops are placed, planned in a second."""
    plan_id = stops.open_plan(shipments, day=at.date(), seconds=1, at=at, by=TEAM)
    for stop, (lat, lon) in zip(RouteStop.objects.order_by("pk"), PLACES, strict=True):
        stops.place_stop(plan_id, stop.pk, latitude=lat, longitude=lon, opens=None, closes=None, minutes=5, at=at)
    return plan_id


def order_of(plan_id: UUID) -> list[list[int]]:
    stops = list(selectors.route_plan(plan_id).stops.select_related("vehicle"))
    return [[stop.pk for stop in held] for _, held in selectors.rounds(stops)]


def test_stops_are_planned_moved_and_planned_anew_and_limits_are_kept(
    kiln: Any, enter: Any, shipments: list[UUID], at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        house = Fulfilment.objects.first().warehouse_id  # type: ignore[union-attr]
        with pytest.raises(HouseNotPlaced):
            stops.open_plan(shipments, day=at.date(), seconds=1, at=at, by=TEAM)
        Warehouse.objects.filter(public_id=house).update(latitude="52.5000", longitude="13.4000")
        with pytest.raises(NoVehicle):
            stops.open_plan(shipments, day=at.date(), seconds=1, at=at, by=TEAM)
        assert not RoutePlan.objects.exists()

        van(house, at, litres=14)
        assert {row.public_id for row in selectors.driveable()} == set(shipments)
        plan_id = planned(shipments, at)
        assert not selectors.driveable().exists()
        with pytest.raises(NotDriveable):
            stops.open_plan(shipments, day=at.date(), seconds=1, at=at, by=TEAM)

        attempt = rounds.ask_for_rounds(plan_id)
        first = RouteStop.objects.order_by("pk")[0]
        with pytest.raises(SearchUnderWay):
            stops.drop_stop(plan_id, first.pk)
        assert not rounds.search(plan_id, attempt - 1)
        assert rounds.search(plan_id, attempt)
        one, two, three = RouteStop.objects.order_by("pk").values_list("pk", flat=True)
        found = order_of(plan_id)
        assert sorted(map(sorted, found)) == [[one, two], [three]]
        plan = selectors.route_plan(plan_id)
        assert plan.state == "ready"
        assert plan.found_cost.amount == pytest.approx(Decimal(180 + 2.5 * plan.distance_m / 1000), abs=Decimal("0.05"))
        assert all(time(8) < stop.arrives < time(16) for stop in RouteStop.objects.all())

        pair = next(number for number, held in enumerate(found, start=1) if len(held) == 2)
        before = order_of(plan_id)
        with pytest.raises(MoveRefused):
            stops.move_stop(plan_id, three, to_round=pair, to_place=1)
        assert order_of(plan_id) == before
        with CaptureQueriesContext(connection) as statements:
            stops.move_stop(plan_id, found[pair - 1][1], to_round=pair, to_place=1)
        assert sum("UPDATE" in one["sql"] and "routestop" in one["sql"] for one in statements.captured_queries) == 1
        assert order_of(plan_id)[pair - 1] == found[pair - 1][::-1]
        stops.drop_stop(plan_id, three)
        assert sorted(map(sorted, order_of(plan_id))) == [[one, two]]


def test_a_cancelled_order_leaves_its_round_and_the_driver_s_sheet_while_others_stay(
    kiln: Any, enter: Any, shipments: list[UUID], at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        house = Fulfilment.objects.first().warehouse_id  # type: ignore[union-attr]
        Warehouse.objects.filter(public_id=house).update(latitude="52.5000", longitude="13.4000")
        van(house, at, count=1)
        plan_id = planned(shipments, at)
        first, second, third = RouteStop.objects.order_by("pk")
        fitting.rearrange(RoutePlan.objects.get(), [(Vehicle.objects.get().pk, [third.pk, second.pk, first.pk])])
        page = browser(kiln, TeamRole.FULFILMENT)
    path = f"/dashboard/routes/{plan_id}/"
    with enter(kiln), transaction.atomic():
        orders.cancel(third.order_id, reason="buyer", at=at, by=TEAM)
    relay.drain()

    with enter(kiln):
        assert order_of(plan_id) == [[second.pk, first.pk]]
        assert set(RouteStop.objects.values_list("place", flat=True)) == {1, 2, None}
        assert selectors.route_plan(plan_id).stop_count == 2
    shown = page.get(path).content.decode()
    assert "Cancelled, not to be driven out" in shown
    assert shown.count("rounds__stop") == 2
    text = pypdfium2.PdfDocument(page.get(f"{path}round-1.pdf").content)[0].get_textpage().get_text_range()
    assert f"not to be driven out: {third.order_number}" in text
    assert text.count(third.order_number) == 1


def test_what_leaves_while_a_worker_searches_is_on_no_round(
    kiln: Any, enter: Any, shipments: list[UUID], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One order is cancelled and one goes to another address, whose place nobody has said yet."""
    with enter(kiln), transaction.atomic():
        house = Fulfilment.objects.first().warehouse_id  # type: ignore[union-attr]
        Warehouse.objects.filter(public_id=house).update(latitude="52.5000", longitude="13.4000")
        van(house, at, count=1)
        plan_id = planned(shipments, at)
        first, second, third = RouteStop.objects.order_by("pk")

        def meanwhile(problem: Problem, **_: Any) -> Plan:
            Fulfilment.objects.filter(public_id=first.fulfilment_id).update(status="cancelled")
            elsewhere = {**second.address, "lines": ["99 Other Street"]}
            Fulfilment.objects.filter(public_id=second.fulfilment_id).update(recipient=elsewhere)
            for stop in (first, second):
                following.follow_order(stop.order_id, at=at)
            return checked(problem, (Route(0, (0, 1, 2)),))

        monkeypatch.setattr(solver, "plan", meanwhile)
        assert rounds.search(plan_id, rounds.ask_for_rounds(plan_id))

        assert order_of(plan_id) == [[third.pk]]
        assert selectors.route_plan(plan_id).state == "ready"
        moved = RouteStop.objects.get(pk=second.pk)
        assert (moved.left_at, moved.latitude, moved.address["lines"]) == (None, None, ["99 Other Street"])
        with pytest.raises(StopsNotPlaced):
            rounds.ask_for_rounds(plan_id)


def test_a_long_round_has_its_driver_s_rest_on_page_picture_and_sheet(
    kiln: Any, enter: Any, shipments: list[UUID], at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        house = Fulfilment.objects.first().warehouse_id  # type: ignore[union-attr]
        Warehouse.objects.filter(public_id=house).update(latitude="51.6000", longitude="13.4000")
        van(house, at, count=1)
        plan_id = planned(shipments, at)
        plan, keys = RoutePlan.objects.get(), list(RouteStop.objects.order_by("pk").values_list("pk", flat=True))
        held = [(Vehicle.objects.get().pk, keys)]
        Vehicle.objects.update(shift_until=time(19))
        with pytest.raises(MoveRefused):
            fitting.rearrange(plan, held)
        Vehicle.objects.update(has_breaks=False)
        fitting.rearrange(plan, held)
        assert not RouteBreak.objects.exists()
        Vehicle.objects.update(has_breaks=True, shift_until=time(22))
        fitting.rearrange(plan, held)
        rests = list(RouteBreak.objects.all())
        assert [rest.minutes for rest in rests] == [45] * len(rests)
        assert time(8) < rests[0].begins <= time(12, 30)
        page = browser(kiln, TeamRole.FULFILMENT)
    shown = page.get(f"/dashboard/routes/{plan_id}/").content.decode()
    assert shown.count("round__rest") == shown.count("rounds__rest") == len(rests)
    assert "Rest of 45 minutes" in shown
    sheet = pypdfium2.PdfDocument(page.get(f"/dashboard/routes/{plan_id}/round-1.pdf").content)[0]
    assert "Rest of 45 minutes" in sheet.get_textpage().get_text_range()


def test_a_search_that_finds_nothing_or_is_ended_says_so(
    kiln: Any, enter: Any, shipments: list[UUID], at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        house = Fulfilment.objects.first().warehouse_id  # type: ignore[union-attr]
        Warehouse.objects.filter(public_id=house).update(latitude="52.5000", longitude="13.4000")
        van(house, at, count=1, litres=7)
        plan_id = stops.open_plan(shipments, day=at.date(), seconds=1, at=at, by=TEAM)
        with pytest.raises(StopsNotPlaced):
            rounds.ask_for_rounds(plan_id)
        RouteStop.objects.update(latitude="52.6000", longitude="13.4000")
        attempt = rounds.ask_for_rounds(plan_id)
        rounds.ask_to_stop(plan_id)
        assert not rounds.search(plan_id, attempt)
        plan = selectors.route_plan(plan_id)
        assert plan.state == "failed"
        assert "Add a vehicle" in plan.problem
        assert order_of(plan_id) == []

        lost = rounds.ask_for_rounds(plan_id)
        rounds.ask_to_stop(plan_id)
        assert selectors.route_plan(plan_id).state == "searching"
        rounds.ask_to_stop(plan_id)
        assert selectors.route_plan(plan_id).state == "draft"
        assert not rounds.search(plan_id, lost)

        attempt = rounds.ask_for_rounds(plan_id)
        Vehicle.objects.update(warehouse_id=uuid4())
        assert not rounds.search(plan_id, attempt)
        assert selectors.route_plan(plan_id).state == "failed", "the vehicles are gone meanwhile"


def test_pages_lead_from_packed_shipments_to_the_driver_s_sheet(
    kiln: Any, enter: Any, shipments: list[UUID], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with enter(kiln), transaction.atomic():
        house = Fulfilment.objects.first().warehouse_id  # type: ignore[union-attr]
        Warehouse.objects.filter(public_id=house).update(latitude="52.5000", longitude="13.4000")
        page = browser(kiln, TeamRole.FULFILMENT)
    monkeypatch.setattr(rounds, "start", lambda *given, **named: None)
    form = {"name": "Van", "warehouse": str(house), "count": "1", "most_weight_kg": "500", "most_litres": "900",
            "shift_from": "08:00", "shift_until": "07:00", "speed_kmh": "30", "day_cost": "90",
            "km_cost": "2"}  # fmt: skip
    assert page.post("/dashboard/routes/vehicles/", form).status_code == 422
    assert page.post("/dashboard/routes/vehicles/", form | {"shift_until": "16:00"}).status_code == 302
    assert page.post("/dashboard/routes/", {"day": at.date(), "seconds": "1"}).status_code == 422
    ticked = {"day": at.date(), "seconds": "1", "shipments": [str(one) for one in shipments]}
    path = page.post("/dashboard/routes/", ticked)["Location"]
    assert "3 stops have no place on the map yet" in page.get(path).content.decode()

    with enter(kiln):
        keys = list(RouteStop.objects.order_by("pk").values_list("pk", flat=True))
    assert page.post(f"{path}stops/{keys[0]}/", {"latitude": "91", "longitude": "x"}).status_code == 422
    for key, (lat, lon) in zip(keys, PLACES, strict=True):
        assert page.post(f"{path}stops/{key}/", {"latitude": lat, "longitude": lon, "minutes": "5"}).status_code == 302
    assert page.post(f"{path}search/").status_code == 302
    assert "0 of 1 seconds searched" in page.get(path).content.decode()
    with enter(kiln):
        plan = RoutePlan.objects.get()
        assert rounds.search(plan.public_id, plan.attempt)
    shown = page.get(path).content.decode()
    assert shown.count("rounds__stop") == 3
    assert page.post(f"{path}move/", {"stop": keys[0], "to_round": "9", "to_place": "1"}).status_code == 404
    assert page.post(f"{path}move/", {"stop": keys[0], "to_round": "1", "to_place": "3"}).status_code == 302
    with enter(kiln):
        assert RouteStop.objects.get(pk=keys[0]).place == 3
    assert page.get(f"{path}round-1.pdf").content.startswith(b"%PDF")
    assert page.get(f"{path}round-2.pdf").status_code == 404
