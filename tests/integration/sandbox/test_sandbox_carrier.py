"""The sandbox carrier, called over HTTP with signed requests."""

from __future__ import annotations

import copy
import hashlib
import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests

from tests.integration.sandbox.conftest import CARRIER_FLAGS
from tests.integration.sandbox.sandbox_world import CARRIER_SECRET, Meridian, Program

Starter = Callable[..., Program]
CHINA = {"name": "Kiln", "line1": "Zhushan Road 8", "city": "Jingdezhen", "postcode": "333000", "country": "CN"}
BERLIN = {"name": "Ada Example", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE"}
LYON = {"name": "Aïda", "line1": "Rue Mercière 2", "city": "Lyon", "postcode": "69002", "country": "FR"}
PARCEL = {"reference": "p1", "weight_g": 1250, "length_mm": 300, "width_mm": 200, "height_mm": 120}
BOWL = {
    "description": "Celadon bowl",
    "hs_code": "691200",
    "origin": "CN",
    "quantity": 2,
    "net_weight_g": 900,
    "value": "45.90",
    "currency": "EUR",
}
BOOKING = {
    "reference": "order-7",
    "service": "MX-STD",
    "incoterm": "DDP",
    "from": CHINA,
    "to": BERLIN,
    "parcels": [PARCEL],
    "customs": {"reason": "sale", "lines": [BOWL]},
}
CROSSING = ["EXPORT_CUSTOMS", "DEPARTED", "ARRIVED", "IMPORT_CUSTOMS_PRESENTED", "IMPORT_CUSTOMS_RELEASED"]
START, END = ["INFO_RECEIVED", "PICKED_UP", "ORIGIN_HUB"], ["DESTINATION_HUB", "OUT_FOR_DELIVERY", "DELIVERED"]


def booking(**changes: Any) -> dict[str, Any]:
    """The standard booking with top-level changes."""
    return copy.deepcopy(BOOKING) | changes


def codes(tracking: dict[str, Any]) -> list[str]:
    """The codes of a parcel's events."""
    return [event["code"] for event in tracking["events"]]


def s10_is_valid(number: str) -> bool:
    """The S10 check, written apart from the carrier's: the weighted sum with the check digit."""
    digits = [int(char) for char in number[2:11]]
    rest = sum(a * b for a, b in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=False)) % 11
    return digits[8] == {0: 5, 1: 0}.get(rest, 11 - rest)


def test_the_check_agrees_with_the_standard_s_example() -> None:
    """RA473124829 is the worked example in UPU S10."""
    assert s10_is_valid("RA473124829GB")
    assert not s10_is_valid("RA473124828GB")


def test_a_booking_gives_numbers_and_what_the_label_needs(meridian: Meridian) -> None:
    answer = meridian.call("POST", "/v1/shipments", booking(parcels=[PARCEL] * 12))
    assert answer.status_code == 201
    shipment = answer.json()
    numbers = [parcel["tracking_number"] for parcel in shipment["parcels"]]
    assert len(set(numbers)) == 12
    assert all(s10_is_valid(number) and number[:2] == "CM" and number[-2:] == "CN" for number in numbers)
    label = shipment["parcels"][4]["label"]
    assert (label["barcode"], label["piece"], label["pieces"]) == (numbers[4], 5, 12)
    assert label["routing_code"] == "DE FRA 10119"
    assert label["sort_code"].startswith("PVG-FRA-")
    assert label["to"] == ["Ada Example", "Torstraße 1", "10119 Berlin", "DE"]
    assert (shipment["status"], shipment["reference"], shipment["handed_over_at"]) == ("booked", "order-7", None)
    assert meridian.call("GET", f"/v1/shipments/{shipment['id']}").json() == shipment
    assert meridian.call("GET", "/v1/shipments?reference=order-7").json() == {"shipments": [shipment]}


def test_a_booking_is_made_once_per_key(meridian: Meridian) -> None:
    with ThreadPoolExecutor(8) as pool:
        make = lambda _: meridian.call("POST", "/v1/shipments", booking(), idempotency_key="k-1")  # noqa: E731
        answers = list(pool.map(make, range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sorted("Idempotent-Replayed" in answer.headers for answer in answers) == [False] + [True] * 7
    other = meridian.call("POST", "/v1/shipments", booking(reference="order-8"), idempotency_key="k-1")
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_conflict")
    assert meridian.carrier.state()["parcels"] == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"secret": "ms_test_wrong"}, "bad_signature"),
        ({"sent_body": b'{"shipments": ["shp_other"]}'}, "bad_signature"),
        ({"key": "mk_test_wrong"}, "unknown_key"),
        ({"age_s": 301}, "stale_timestamp"),
        ({"age_s": -301}, "stale_timestamp"),
    ],
)
def test_a_wrong_signature_is_refused(meridian: Meridian, options: dict[str, Any], code: str) -> None:
    answer = meridian.call("POST", "/v1/shipments", booking(), **options)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
    assert meridian.carrier.state()["parcels"] == 0


def test_a_signature_is_bound_to_method_and_path(meridian: Meridian) -> None:
    shipment = meridian.call("POST", "/v1/shipments", booking()).json()
    signed = meridian.call("GET", f"/v1/shipments/{shipment['id']}").request
    moved = requests.delete(signed.url, headers=signed.headers, timeout=5)
    assert moved.json()["error"]["code"] == "bad_signature"
    bare = requests.get(f"{meridian.carrier.url}/v1/services", timeout=5)
    assert (bare.status_code, bare.json()["error"]["code"]) == (401, "missing_credentials")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"service": "MX-WARP"}, "service"),
        ({"to": BERLIN | {"city": ""}}, "to.city"),
        ({"to": BERLIN | {"country": "Germany"}}, "to.country"),
        ({"to": BERLIN | {"planet": "Mars"}}, "to.planet"),
        ({"to": BERLIN | {"postcode": ""}}, "to.postcode"),
        ({"parcels": []}, "parcels"),
        ({"parcels": [PARCEL | {"weight_g": "1 kg"}]}, "parcels[0].weight_g"),
        ({"parcels": [PARCEL, PARCEL | {"height_mm": 0}]}, "parcels[1].height_mm"),
        ({"customs": None}, "customs"),
        ({"incoterm": "FOB"}, "incoterm"),
        ({"customs": {"lines": [BOWL | {"hs_code": "6912.00"}]}}, "customs.lines[0].hs_code"),
        ({"customs": {"lines": [BOWL | {"value": "-1"}]}}, "customs.lines[0].value"),
        ({"customs": {"lines": [BOWL | {"value": 45.9}]}}, "customs.lines[0].value"),
        ({"customs": {"lines": [BOWL], "ioss": "IM12"}}, "customs.ioss"),
    ],
)
def test_a_bad_field_is_named(meridian: Meridian, changes: dict[str, Any], field: str) -> None:
    answer = meridian.call("POST", "/v1/shipments", booking(**changes))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (422, "invalid")
    assert field in [wrong["field"] for wrong in error["fields"]]
    assert meridian.carrier.state()["parcels"] == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to": BERLIN | {"country": "KP"}}, "to.country"),
        ({"parcels": [PARCEL | {"weight_g": 40_000}]}, "parcels[0].weight_g"),
        ({"parcels": [PARCEL | {"length_mm": 2000}]}, "parcels[0].length_mm"),
        ({"customs": {"lines": [BOWL | {"hs_code": "930100"}]}}, "customs.lines[0].hs_code"),
        ({"to": BERLIN | {"country": "BR"}}, "incoterm"),
    ],
)
def test_what_meridian_does_not_carry_is_refused(meridian: Meridian, changes: dict[str, Any], field: str) -> None:
    answer = meridian.call("POST", "/v1/shipments", booking(**changes))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["field"]) == (422, "restricted", field)
    assert meridian.carrier.state()["parcels"] == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 5000, b'{"reference": "\\ud800"}', b"[]", b"null", b'"x"', b"\xff"])
def test_a_body_that_is_no_booking_is_refused(meridian: Meridian, body: bytes) -> None:
    answer = meridian.call("POST", "/v1/shipments", body=body)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["code"] in ("malformed_json", "invalid")


def test_a_parcel_crosses_a_customs_border(meridian: Meridian) -> None:
    potsdam = BERLIN | {"city": "Potsdam", "postcode": "14467"}
    shipment = meridian.call("POST", "/v1/shipments", booking(to=potsdam)).json()
    number = shipment["parcels"][0]["tracking_number"]
    meridian.advance(days=5)
    assert codes(meridian.track(number)) == ["INFO_RECEIVED"]
    meridian.call("POST", "/v1/handovers", {"shipments": [shipment["id"]]})
    seen: list[dict[str, Any]] = []
    statuses = []
    for _ in range(4 * 12):
        meridian.advance(days=0.25)
        now = meridian.track(number)
        assert now["events"][: len(seen)] == seen
        seen = now["events"]
        statuses.append(now["status"])
        assert all(_at(event["occurred_at"]) <= _at(now["as_of"]) for event in seen)
    assert codes({"events": seen}) == [*START, *CROSSING, *END]
    instants = [_at(event["occurred_at"]) for event in seen]
    assert instants == sorted(instants)
    assert {"in_transit", "customs_hold", "customs_released", "delivered"} <= set(statuses)
    last = meridian.track(number)
    assert (last["status"], last["signed_by"]) == ("delivered", "Ada Example")
    assert last["delivered_at"] == seen[-1]["occurred_at"]
    place = {event["code"]: event["location"] for event in seen}
    assert (place["DEPARTED"]["country"], place["ARRIVED"]["country"]) == ("CN", "DE")
    assert place["DELIVERED"]["country"] == "DE"
    told = {event["code"]: event["text"] for event in seen}
    assert (told["PICKED_UP"], told["DELIVERED"]) == ("Picked up in Jingdezhen", "Delivered in Potsdam")
    assert seen[-1]["occurred_at"][-6:] in ("+01:00", "+02:00")
    assert timedelta(days=4) <= instants[-1] - instants[1] <= timedelta(days=11)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_domestic_parcel_meets_no_customs(meridian: Meridian) -> None:
    inland = booking(customs=None, incoterm=None, **{"from": BERLIN | {"city": "Köln", "postcode": "50667"}})
    number = meridian.send(inland)
    meridian.advance(days=6)
    assert codes(meridian.track(number)) == [*START, *END]


def test_a_parcel_inside_the_union_crosses_a_border_without_customs(meridian: Meridian) -> None:
    number = meridian.send(booking(customs=None, incoterm=None, to=LYON, **{"from": BERLIN}))
    meridian.advance(days=9)
    assert codes(meridian.track(number)) == [*START, "DEPARTED", "ARRIVED", *END]


def test_express_is_faster_than_standard_than_economy(meridian: Meridian) -> None:
    listed = meridian.call("GET", "/v1/services?from=CN&to=DE").json()["services"]
    days = {service["code"]: (service["transit_days"]["min"], service["transit_days"]["max"]) for service in listed}
    assert days["MX-EXP"] < days["MX-STD"] < days["MX-ECO"]
    for code, (least, most) in days.items():
        for _ in range(3):
            number = meridian.send(booking(service=code))
            meridian.advance(days=most + 3)
            tracked = meridian.track(number)
            window = tracked["estimated_delivery"]
            assert tracked["status"] == "delivered"
            took = (_at(tracked["delivered_at"]) - _at(tracked["events"][1]["occurred_at"])).days
            assert least - 1 <= took <= most + 1, (code, window)


def test_services_to_nowhere_are_refused(meridian: Meridian) -> None:
    answer = meridian.call("GET", "/v1/services?from=CN&to=KP")
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "to")
    assert len(meridian.call("GET", "/v1/services").json()["services"]) == 3


def test_delivery_falls_within_the_promise(meridian: Meridian) -> None:
    for service in ("MX-ECO", "MX-STD", "MX-EXP"):
        for _ in range(5):
            shipment = meridian.call("POST", "/v1/shipments", booking(service=service)).json()
            promised = shipment["estimated_delivery"]
            meridian.call("POST", "/v1/handovers", {"shipments": [shipment["id"]]})
            meridian.advance(days=20)
            day = meridian.track(shipment["parcels"][0]["tracking_number"])["delivered_at"][:10]
            assert promised["from"] <= day <= promised["to"]


def test_only_what_was_not_handed_over_can_be_cancelled(meridian: Meridian) -> None:
    first, second = (meridian.call("POST", "/v1/shipments", booking()).json() for _ in range(2))
    cancelled = meridian.call("DELETE", f"/v1/shipments/{first['id']}")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert meridian.call("DELETE", f"/v1/shipments/{first['id']}").json() == cancelled.json()
    assert meridian.track(first["parcels"][0]["tracking_number"])["status"] == "cancelled"
    mixed = meridian.call("POST", "/v1/handovers", {"shipments": [second["id"], first["id"]]})
    error = mixed.json()["error"]
    assert (mixed.status_code, error["code"], error["field"]) == (409, "cancelled", "shipments[1]")
    assert meridian.carrier.state()["shipments"] == {"booked": 1, "cancelled": 1}
    manifest = meridian.call("POST", "/v1/handovers", {"shipments": [second["id"]]}, idempotency_key="h-1")
    again = meridian.call("POST", "/v1/handovers", {"shipments": [second["id"]]}, idempotency_key="h-1")
    assert manifest.status_code == 201
    assert again.content == manifest.content
    assert manifest.json()["tracking_numbers"] == [second["parcels"][0]["tracking_number"]]
    assert meridian.call("GET", f"/v1/handovers/{manifest.json()['id']}").json() == manifest.json()
    late = meridian.call("DELETE", f"/v1/shipments/{second['id']}")
    assert (late.status_code, late.json()["error"]["code"]) == (409, "already_handed_over")
    twice = meridian.call("POST", "/v1/handovers", {"shipments": [second["id"]]})
    assert twice.json()["error"]["code"] == "already_handed_over"


@pytest.mark.parametrize("data", [{}, [], {"shipments": []}, {"shipments": [1]}, {"shipments": ["a", "a"]}])
def test_a_handover_needs_a_list_of_shipments(meridian: Meridian, data: Any) -> None:
    answer = meridian.call("POST", "/v1/handovers", data)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "shipments")


def test_many_parcels_are_tracked_in_one_call(meridian: Meridian) -> None:
    numbers = [meridian.send(booking()) for _ in range(3)]
    answer = meridian.call("GET", f"/v1/tracking?numbers={','.join(numbers)},XX000000000XX").json()
    assert [one["tracking_number"] for one in answer["tracking"]] == numbers
    assert answer["unknown"] == ["XX000000000XX"]
    assert meridian.call("GET", "/v1/tracking").status_code == 422
    assert meridian.call("GET", f"/v1/tracking?numbers={','.join(f'N{n}' for n in range(51))}").status_code == 422
    assert meridian.call("GET", "/v1/tracking/XX000000000XX").json()["error"]["code"] == "not_found"


def test_a_late_parcel_says_so_and_comes_later(meridian: Meridian) -> None:
    number = meridian.send(booking())
    assert meridian.carrier.arm("late", tracking_number=number, days=4).status_code == 201
    meridian.advance(days=6)
    on_the_way = meridian.track(number)
    assert "DELAYED" in codes(on_the_way)
    meridian.advance(days=14)
    assert codes(meridian.track(number))[-3:] == END


@pytest.mark.parametrize(("kind", "code", "status"), [("lost", "LOST", "lost"), ("damaged", "DAMAGED", "damaged")])
def test_a_parcel_can_end_badly(meridian: Meridian, kind: str, code: str, status: str) -> None:
    meridian.carrier.arm(kind)
    unlucky, lucky = meridian.send(booking()), meridian.send(booking())
    meridian.advance(days=25)
    tracked = meridian.track(unlucky)
    assert (tracked["status"], codes(tracked)[-1], tracked["estimated_delivery"]) == (status, code, None)
    assert tracked["delivered_at"] is None
    assert meridian.track(lucky)["status"] == "delivered"
    refused = meridian.carrier.arm("late", tracking_number=unlucky)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "finished")


def test_nobody_at_home_means_another_attempt(meridian: Meridian) -> None:
    meridian.carrier.arm("attempt_failed")
    number = meridian.send(booking())
    meridian.advance(days=20)
    tail = codes(meridian.track(number))[-4:]
    assert tail == ["OUT_FOR_DELIVERY", "ATTEMPT_FAILED", "OUT_FOR_DELIVERY", "DELIVERED"]


def test_a_mishap_never_changes_what_has_happened(meridian: Meridian) -> None:
    number = meridian.send(booking())
    meridian.advance(days=3)
    before = meridian.track(number)["events"]
    assert len(before) > len(START)
    meridian.carrier.arm("lost", tracking_number=number)
    meridian.advance(days=20)
    assert meridian.track(number)["events"][: len(before)] == before


def test_a_list_may_repeat_events_or_shuffle_them(meridian: Meridian) -> None:
    number = meridian.send(booking())
    meridian.advance(days=12)
    clean = meridian.track(number)["events"]
    meridian.carrier.arm("repeated", tracking_number=number)
    repeated = meridian.track(number)["events"]
    assert len(repeated) == 2 * len(clean)
    assert {event["id"] for event in repeated} == {event["id"] for event in clean}
    meridian.carrier.arm("out_of_order")
    shuffled = meridian.track(number)["events"]
    assert shuffled != clean
    assert sorted(shuffled, key=lambda event: event["id"]) == sorted(clean, key=lambda event: event["id"])
    assert meridian.track(number)["events"] == clean


def test_a_swallowed_answer_was_acted_on_and_is_found_again(meridian: Meridian) -> None:
    meridian.carrier.arm("timeout_after_acting", match="POST /v1/shipments")
    with pytest.raises(requests.ConnectionError):
        meridian.call("POST", "/v1/shipments", booking(), idempotency_key="k-9")
    found = meridian.call("GET", "/v1/shipments?reference=order-7").json()["shipments"]
    again = meridian.call("POST", "/v1/shipments", booking(), idempotency_key="k-9")
    assert [shipment["id"] for shipment in found] == [again.json()["id"]]
    meridian.carrier.arm("down", match="GET /v1/tracking*")
    number = again.json()["parcels"][0]["tracking_number"]
    assert meridian.call("GET", f"/v1/tracking/{number}").status_code == 503
    assert meridian.track(number)["status"] == "info_received"


def test_parcels_and_their_clock_survive_a_kill(own_meridian: Meridian) -> None:
    meridian = own_meridian
    number = meridian.send(booking())
    meridian.advance(days=3)
    before = meridian.track(number)
    meridian.carrier.stop(how=9)
    meridian.carrier.start()
    after = meridian.track(number)
    assert after["events"] == before["events"]
    assert _at(after["as_of"]) >= _at(before["as_of"])


def test_time_runs_as_fast_as_asked(program: Starter) -> None:
    fast = program("carrier", "--time-scale", "86400")
    clock = f"{fast.url}/_sandbox/clock"
    first = requests.get(clock, timeout=5).json()
    second = requests.get(clock, timeout=5).json()
    assert first["time_scale"] == 86400
    assert second["elapsed_s"] > first["elapsed_s"] > 0
    assert requests.post(clock, json={"advance_s": -5}, timeout=5).status_code == 422


def test_every_scan_is_told_by_a_signed_call_until_it_is_taken(program: Any, inbox: Any) -> None:
    told = Meridian(program("carrier", *CARRIER_FLAGS, "--webhook-url", inbox.url, "--retry-base-s", "0.1"))
    inbox.answers = [500]
    number = told.send(booking())
    told.advance(days=30)

    first, post = inbox.wait("tracking.delivered", 2)[:2]
    assert first.body == post.body, "what was refused is told again"
    stamp = post.headers["x-meridian-timestamp"]
    signed = hmac.new(CARRIER_SECRET.encode(), f"{stamp}.".encode() + post.body, hashlib.sha256).hexdigest()
    assert post.headers["x-meridian-signature"] == signed
    assert post.event["tracking"]["tracking_number"] == number
    assert post.event["tracking"] | {"as_of": ""} == told.track(number) | {"as_of": ""}


def test_rates_and_visits(meridian: Meridian) -> None:
    box = {name: value for name, value in PARCEL.items() if name != "reference"} | {"weight_g": 25_000}
    lane = {"from": {"country": "DE"}, "to": {"country": "JP"}, "parcels": [box]}
    rates = meridian.call("POST", "/v1/rates", lane).json()["rates"]
    assert [rate["service"] for rate in rates] == ["MX-STD", "MX-EXP"]
    wrong = meridian.call("POST", "/v1/rates", lane | {"to": {"country": "Japan"}})
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "to.country")
    visit = {"address": BERLIN, "day": "2026-11-23", "from": "10:00", "until": "13:00", "parcels": 2, "weight_g": 900}
    made = meridian.call("POST", "/v1/pickups", visit, idempotency_key="v-1").json()
    assert meridian.call("POST", "/v1/pickups", visit, idempotency_key="v-1").json() == made
    for changes, field in (({"day": "2026-11-22"}, "day"), ({"until": "11:00"}, "until"), ({"parcels": 0}, "parcels")):
        refused = meridian.call("POST", "/v1/pickups", visit | changes)
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, field)
    for _ in range(2):
        assert meridian.call("DELETE", f"/v1/pickups/{made['id']}").json()["status"] == "cancelled"
