"""Where devices are: told late, twice and wrongly, and what follows from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.common.types import Actor, ActorKind
from apps.outbox.models import OutboxEvent
from apps.shipping import selectors
from apps.shipping.models import Crossing, Device, Fulfilment, HistoryRead, Incident, Position
from apps.shipping.operations import devices, positions
from apps.shipping.tasks import forget_positions
from apps.vendors.types import TeamRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def van(kiln: Any, enter: Any, at: datetime) -> Any:
    with enter(kiln):
        devices.keep_device("van", at=at, name="Van", min_celsius=2.0, max_celsius=8.0)
        devices.keep_geofence("depot", name="Depot", latitude=50.0, longitude=10.0, radius_m=500)
        yield Device.objects.get()


def told(minutes: float, latitude: float, *, at: datetime, celsius: float | None = 4.0) -> positions.ToldPoint:
    return positions.ToldPoint("van", at - timedelta(minutes=60 - minutes), latitude, 10.0, 5, celsius)


def test_late_repeated_and_impossible_points_in_any_order_leave_the_device_where_it_is(van: Any, at: datetime) -> None:
    """Four batches in all 24 orders: the same points are kept, the same place, and one incident."""
    batches = [
        [told(0, 50.0, at=at), told(1, 50.005, at=at, celsius=9.5)],
        [told(2, 50.01, at=at, celsius=11.0), told(3, 57.0, at=at)],
        [told(4, 50.02, at=at)],
        [told(1, 50.005, at=at, celsius=9.5), told(0, 50.0, at=at)],
    ]
    found = set()
    for order in permutations(range(4)):
        with transaction.atomic():
            taken = [positions.take_in(batches[place], at=at) for place in order]
            row = Device.objects.get()
            incident = Incident.objects.get()
            found.add(
                (sum(one.new for one in taken), Position.objects.count(), row.last_at, row.last_latitude, incident.kind,
                 incident.started_at, incident.last_at, incident.worst_celsius)
            )  # fmt: skip
            transaction.set_rollback(True)
    when = at - timedelta(minutes=56), at - timedelta(minutes=59), at - timedelta(minutes=58)
    assert found == {(5, 5, when[0], 50.02, "too_warm", when[1], when[2], 11.0)}


def test_what_is_entered_and_left_is_told_once(van: Any, at: datetime) -> None:
    positions.take_in([told(0, 50.0, at=at), told(2, 50.02, at=at)], at=at)
    positions.take_in([told(1, 50.01, at=at), told(4, 50.0, at=at)], at=at)

    assert list(Crossing.objects.values_list("fence_code", "is_entry")) == [
        ("depot", True), ("depot", False), ("depot", True)
    ]  # fmt: skip
    assert Device.objects.get().inside == ["depot"]


def test_what_cannot_be_taken_is_named_and_the_rest_is_kept(van: Any, at: datetime, settings: Any) -> None:
    strange = [
        positions.ToldPoint("lorry", at, 50, 10),
        told(90, 50, at=at),
        positions.ToldPoint("van", at - timedelta(days=settings.POSITION_DAYS + 1), 50, 10),
        positions.ToldPoint("van", at, 0, 0),
    ]
    taken = positions.take_in([*strange, told(0, 50, at=at)], at=at)

    assert (taken.new, [index for index, _ in taken.refused]) == (1, [0, 1, 2, 3])
    assert Position.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.create(device=van, recorded_at=at, received_at=at, latitude=91, longitude=0)


def test_a_batch_costs_the_same_few_statements_however_many_points_it_has(van: Any, at: datetime) -> None:
    counts = []
    for start, size in ((0, 2), (5, 300)):
        batch = [told(start + place / 100, 50 + place / 100_000, at=at) for place in range(size)]
        with CaptureQueriesContext(
            connection,
        ) as statements:
            assert positions.take_in(batch, at=at).new == size
        counts.append(len([one for one in statements.captured_queries if "SAVEPOINT" not in one["sql"]]))
    assert counts[1] <= counts[0] <= 5


def test_an_incident_is_told_to_whoever_follows_the_shipment(kiln: Any, enter: Any, sold: Any, at: datetime) -> None:
    order_id = sold()
    with enter(kiln):
        shipment = selectors.for_orders([order_id])[order_id][0].public_id
        devices.keep_device("box", at=at, max_celsius=8.0)
        devices.attach("box", shipment_id=shipment, at=at)
        for _ in range(2):
            positions.take_in([positions.ToldPoint("box", at, 50, 10, None, 12.5)], at=at)
        event = OutboxEvent.objects.get(topic="shipping.incident")
        assert (event.payload["kind"], event.payload["celsius"]) == ("too_warm", 12.5)
        assert event.payload["shipment_id"] == str(shipment)
        assert selectors.live_positions([shipment]) == {}, "nobody follows a device before the goods have left"
        left_at = at + timedelta(minutes=10)
        Fulfilment.objects.filter(public_id=shipment).update(handed_over_at=left_at)
        assert selectors.live_positions([shipment]) == {}, "nor is shown where it was before they did"
        positions.take_in([positions.ToldPoint("box", left_at, 50.01, 10)], at=left_at)
        assert [one.latitude for one in selectors.live_positions([shipment])[shipment].track] == [50.01]


def test_what_a_device_told_of_one_parcel_is_never_the_next_one_s(
    kiln: Any, enter: Any, sold: Any, at: datetime
) -> None:
    """A box goes round: late points, readings and the page's track are of the parcel that it was with then."""
    orders = [sold(), sold()]
    with enter(kiln):
        first, second = (selectors.for_orders([one])[one][0].public_id for one in orders)
        swapped, left_at = at - timedelta(minutes=20), at - timedelta(hours=2)
        devices.keep_device("box", at=left_at, max_celsius=8.0)
        devices.attach("box", shipment_id=first, at=left_at)
        Fulfilment.objects.update(handed_over_at=left_at)
        before, after = swapped - timedelta(minutes=10), swapped + timedelta(minutes=10)
        positions.take_in([positions.ToldPoint("box", before, 50, 10, None, 5.0)], at=before)
        devices.attach("box", shipment_id=second, at=swapped)
        devices.attach("box", shipment_id=second, at=at)
        assert selectors.live_positions([first, second]) == {}

        warm = [positions.ToldPoint("box", when, 50, 10, None, 12.0) for when in (before + timedelta(minutes=1), after)]
        positions.take_in(warm, at=at)

        told = {one.fulfilment.public_id: one.started_at for one in Incident.objects.all()}  # type: ignore[union-attr]
        assert told == {first: warm[0].recorded_at, second: after}
        events = OutboxEvent.objects.filter(topic="shipping.incident")
        assert {one.payload["shipment_id"] for one in events} == {str(first), str(second)}
        assert [one.recorded_at for one in selectors.live_positions([first, second])[second].track] == [after]
        devices.attach("box", shipment_id=None, at=at)
        assert selectors.live_positions([first, second]) == {}


def test_reading_where_a_device_was_is_written_down_and_what_is_old_is_forgotten(
    kiln: Any, van: Any, at: datetime, settings: Any
) -> None:
    reader = Actor(ActorKind.VENDOR, "somebody")
    settings.POSITION_DAYS = 3
    positions.take_in([told(0, 50, at=at)], at=at)
    old = at - timedelta(days=4)
    Position.objects.create(device=van, recorded_at=old, received_at=old, latitude=50, longitude=10)

    track = devices.read_track(van, since=at - timedelta(days=9), until=at, at=at, by=reader)

    assert len(track) == 2
    read = HistoryRead.objects.get()
    assert (read.read_by, read.point_count) == ("vendor:somebody", 2)
    assert forget_positions(vendor_id=kiln.pk) == 1


def test_a_program_tells_positions_and_the_answer_says_what_came_of_each(program: Any, kiln: Any, at: datetime) -> None:
    caller = program(kiln, TeamRole.FULFILMENT)
    assert caller("put", "devices/van-1", {"name": "Van 1", "max_celsius": 8.0}).status_code == 200
    point = {"device": "van-1", "recorded_at": at.isoformat(), "latitude": 50.1, "longitude": 8.7, "celsius": 4.5}

    first = caller("post", "positions", {"points": [point, point, point | {"device": "nobody"}]})
    again = caller("post", "positions", {"points": [point]})
    beyond = caller("post", "positions", {"points": [point | {"latitude": 91}]})
    no_number = caller("post", "positions", {"points": [point | {"longitude": "nan", "celsius": "nan"}]})

    assert (first.status_code, first.json()["new"], first.json()["known"]) == (200, 1, 1)
    assert [one["index"] for one in first.json()["refused"]] == [2]
    assert (again.json()["new"], again.json()["known"]) == (0, 1)
    assert (beyond.status_code, beyond.json()["errors"][0]["field"]) == (422, "points.0.latitude")
    assert {one["field"] for one in no_number.json()["errors"]} == {"points.0.longitude", "points.0.celsius"}
    shown = caller("get", "devices/van-1").json()
    assert (shown["last_latitude"], shown["last_celsius"]) == (50.1, 4.5)
    with CaptureQueriesContext(connection) as asked:
        track = caller("get", f"devices/van-1/positions?since={(at - timedelta(hours=1)):%Y-%m-%dT%H:%M:%SZ}")
    written = next(place for place, one in enumerate(asked) if 'INSERT INTO "shipping_historyread"' in one["sql"])
    assert any(one["sql"].startswith("SAVEPOINT") for one in asked.captured_queries[:written]), (
        "a transaction of its own"
    )
    assert [one["latitude"] for one in track.json()["data"]] == [50.1]
