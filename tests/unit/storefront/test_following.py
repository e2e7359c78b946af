"""Storefront · what is told of a parcel on its way, from the news of carrier, seller and customs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from apps.checkout.types import PartStatus, PartView, TimelineEntry
from apps.promises.types import Basis, Expectation
from apps.shipping.types import LivePosition, PointView
from apps.storefront.following.journeys import Frame, journeys

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 8)
CENTRES = {"CN": (35.0, 105.0), "DE": (51.0, 10.0)}
LEARNED = Expectation(date(2026, 11, 10), date(2026, 11, 13), Basis.SERVICE, count=40, inside=33)


def part(status: PartStatus = PartStatus.SHIPPED, **others: Any) -> PartView:
    sent = SimpleNamespace(chosen=SimpleNamespace(service_code="MX-STD"), warehouse_country="CN")
    facts = {
        "vendor_id": 1, "status": status, "consignments": (sent,), "vendor_country": "CN", "parcels": (),
        "arrives_from": date(2026, 11, 9), "arrives_until": date(2026, 11, 16),
    }  # fmt: skip
    return cast("PartView", SimpleNamespace(**{**facts, **others}))


def scan(hours: int, status: str, *, code: str = "", number: str = "MX1", **data: Any) -> TimelineEntry:
    told = {"status": status, "code": code or status.upper(), "tracking_number": number, "shipment": "s1", **data}
    return TimelineEntry("shipping.tracked", "carrier", AT + timedelta(hours=hours), 1, told)


def step(hours: int, code: str, **data: Any) -> TimelineEntry:
    return TimelineEntry(code, "vendor", AT + timedelta(hours=hours), 1, data)


PICKED_UP = scan(1, "in_transit", code="PICKED_UP", lat=29.3, lon=117.2, location="Jingdezhen", country="CN")

ARRIVED = scan(60, "in_transit", code="ARRIVED", lat=50.0, lon=8.6, location="Frankfurt", country="DE")


def frame(expectation: Expectation | None = LEARNED, **others: Any) -> Frame:
    facts = {"ship_to": "DE", "centres": CENTRES, "expect": lambda *_: expectation, "today": TODAY}
    return Frame(**{**facts, **others})


def travel(*timeline: TimelineEntry, of: PartView | None = None, within: Frame | None = None) -> Any:
    (journey,) = journeys([of or part()], timeline, within or frame())
    (one,) = journey.travels
    return one


def states(one: Any) -> list[str]:
    return [stage.state for stage in one.stages]


def test_before_hand_over_the_promise_of_the_purchase_stands() -> None:
    one = travel(step(0, "orders.placed"), of=part(PartStatus.PLACED))

    assert (one.arrival.first_on, one.arrival.last_on) == (date(2026, 11, 9), date(2026, 11, 16))
    assert one.here is None
    assert [stop.country for stop in (*one.seen, *one.ahead)] == ["CN", "DE"]
    assert states(one) == ["now", "next", "next", "next", "next", "next"]


def test_on_its_way_others_parcels_tell_the_days_and_how_sure_they_are() -> None:
    one = travel(step(0, "orders.shipped"), PICKED_UP)

    assert (one.arrival.first_on, one.arrival.last_on) == (LEARNED.first_on, LEARNED.last_on)
    assert str(one.arrival.how_sure).startswith("8 of 10 parcels on this way arrive between these days")
    assert one.here.name == "Jingdezhen"
    assert [stop.country for stop in one.ahead] == ["DE"]
    assert states(one) == ["done", "done", "now", "next", "next", "next"]


def test_a_time_is_told_by_the_clock_of_its_place() -> None:
    one = travel(step(0, "orders.shipped"), PICKED_UP, ARRIVED)

    assert [at and at.isoformat() for at in (step.place_at for step in one.steps)] == [
        None,
        "2026-11-02T18:00:00+08:00",
        "2026-11-04T22:00:00+01:00",
    ]
    denver = scan(1, "in_transit", lat=39.7, lon=-105.0, country="US")
    nowhere = scan(2, "in_transit", country="US")
    assert [one.place_at and one.place_at.tzname() for one in travel(denver, nowhere).steps] == ["MST", None]
    assert one.ahead == (), "it is in the country: where the door is, is nobody else's business"


@pytest.mark.parametrize(
    ("status", "asked", "arrival"),
    [
        ("available_for_pickup", "Pick your parcel up", True),
        ("attempt_failed", "Nobody opened the door", True),
        ("lost", "We are sorry", False),
        ("damaged", "We are sorry", False),
    ],
)
def test_what_the_buyer_may_have_to_do_is_said(status: str, asked: str, arrival: bool) -> None:
    one = travel(PICKED_UP, ARRIVED, scan(70, status, location="Köln"))

    assert [str(ask.title) for ask in one.asks] == [asked]
    assert (one.arrival is not None) == arrival
    assert ("problem" in states(one)) == (status != "available_for_pickup")


def test_what_is_paid_at_the_door_is_said_until_it_is_there() -> None:
    owing = frame(owes_on_arrival="€12.00")

    assert "€12.00" in str(travel(PICKED_UP, within=owing).asks[0].text)
    assert travel(PICKED_UP, scan(90, "delivered"), of=part(PartStatus.DELIVERED), within=owing).asks == ()


def test_no_day_is_named_for_what_takes_longer_than_nearly_all() -> None:
    late = Expectation(TODAY, TODAY - timedelta(days=1), Basis.SERVICE, is_late=True)

    one = travel(PICKED_UP, within=frame(late))

    assert one.arrival.is_late
    assert one.arrival.first_on is None
    told = replace(PICKED_UP, data={**PICKED_UP.data, "estimated_from": "2026-11-20", "estimated_to": "2026-11-22"})
    assert travel(told, within=frame(late)).arrival.by_carrier == (date(2026, 11, 20), date(2026, 11, 22))


def test_of_a_way_that_few_went_the_carrier_tells_then_its_table() -> None:
    table = Expectation(date(2026, 11, 9), date(2026, 11, 15), Basis.TABLE)
    told = replace(PICKED_UP, data={**PICKED_UP.data, "estimated_from": "2026-11-11", "estimated_to": "2026-11-12"})

    assert travel(told, within=frame(table)).arrival.first_on == date(2026, 11, 11)
    assert travel(PICKED_UP, within=frame(table)).arrival.last_on == date(2026, 11, 15)


def test_customs_has_a_lane_of_its_own_and_ends_before_the_last_leg() -> None:
    held = scan(62, "customs_hold", code="IMPORT_CUSTOMS_PRESENTED")
    freed = scan(70, "customs_released", code="IMPORT_CUSTOMS_RELEASED")
    hub = scan(80, "in_transit", code="DESTINATION_HUB")

    assert states(travel(PICKED_UP, ARRIVED, held)) == ["done", "done", "done", "now", "next", "next"]
    through = travel(PICKED_UP, ARRIVED, held, freed, hub)
    assert states(through) == ["done", "done", "done", "done", "now", "next"]
    assert [str(one.title) for one in through.customs] == ["Presented to customs", "Released by customs"]
    assert len(travel(PICKED_UP, of=part(consignments=()), within=frame(ship_to="CN")).stages) == 5


def test_several_parcels_of_an_order_travel_each_on_its_own() -> None:
    other = scan(5, "in_transit", number="MX2", lat=31.1, lon=121.8, location="Shanghai", country="CN")

    (journey,) = journeys([part()], [step(0, "orders.shipped"), PICKED_UP, ARRIVED, other], frame())

    assert [one.number for one in journey.travels] == ["MX1", "MX2"]
    assert [one.here and one.here.name for one in journey.travels] == ["Frankfurt", "Shanghai"]
    assert [len(one.steps) for one in journey.travels] == [2, 1]
    assert [str(one.title) for one in journey.steps] == ["Handed over to the carrier"]


def test_what_was_delivered_stays_so_and_what_came_back_came_back() -> None:
    gone = travel(PICKED_UP, scan(80, "delivered"), scan(79, "in_transit"), of=part(PartStatus.DELIVERED))
    back = travel(PICKED_UP, scan(80, "delivered"), scan(200, "returned"))

    assert gone.is_over
    assert states(gone) == ["done"] * 6
    assert back.status == "returned"


def test_a_device_on_board_tells_where_it_is_beyond_the_last_scan() -> None:
    points = tuple(
        PointView(ARRIVED.occurred_at + timedelta(minutes=number), 50.0 + number / 100, 8.6, 5, 4.0, True)
        for number in range(-5, 100)
    )
    told = LivePosition("box", points[-1].recorded_at, 51.0, 8.6, 4.2, (), points)

    one = travel(PICKED_UP, ARRIVED, within=frame(live={"s1": told}))

    assert one.live.celsius == 4.2
    assert one.track[-1] == (51.0, 8.6)
    assert one.track[0][0] > 50.0, "what was before the scan is not drawn again"
    assert len(one.track) <= 122
    later = scan(100, "out_for_delivery")
    assert travel(PICKED_UP, ARRIVED, later, within=frame(live={"s1": told})).live is None
    assert travel(PICKED_UP, ARRIVED, within=frame(live={"s2": told})).track == ()
