"""The carrier's plans: whatever the parcel and the instant, scans are in order and within the promise."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.sandbox.carrier import network, plan, s10
from apps.sandbox.carrier.plan import Trip
from apps.sandbox.carrier.services import SERVICES

COUNTRIES = sorted(network.NETWORK)
INSTANTS = st.floats(datetime(2026, 1, 1, tzinfo=UTC).timestamp(), datetime(2027, 12, 31, tzinfo=UTC).timestamp())
TRIPS = st.builds(
    lambda serial, service, start, end: Trip(
        s10.number(service.prefix, serial, start), service, network.NETWORK[start][1], network.NETWORK[end][1]
    ),
    st.integers(0, 10**8 - 1),
    st.sampled_from(sorted(SERVICES.values(), key=lambda service: service.code)),
    st.sampled_from(COUNTRIES),
    st.sampled_from(COUNTRIES),
)


@settings(max_examples=400, deadline=None)
@given(TRIPS, INSTANTS)
def test_a_plan_is_in_order_ends_at_the_door_by_day_and_keeps_the_promise(trip: Trip, at: float) -> None:
    scans = plan.draw(trip, handed_over_at=at)
    instants = [scan.at for scan in scans]
    assert instants == sorted(set(instants))
    assert (scans[0].code, scans[-1].code) == ("PICKED_UP", "DELIVERED")
    start, end = trip.origin.country, trip.destination.country
    assert ("IMPORT_CUSTOMS_RELEASED" in {scan.code for scan in scans}) == network.crosses_customs(start, end)
    assert ("ARRIVED" in {scan.code for scan in scans}) == (start != end)
    door = datetime.fromtimestamp(scans[-1].at, ZoneInfo(trip.destination.zone))
    assert 8 <= door.hour <= 18
    assert door.weekday() != 6
    first, last = plan.promise(trip.service, start, end, at=at, zone=trip.destination.zone)
    assert first <= door.date().isoformat() <= last
    assert scans == plan.draw(trip, handed_over_at=at)


@settings(max_examples=300, deadline=None)
@given(TRIPS, INSTANTS, st.floats(0, 20), st.sampled_from(sorted(plan.MISHAPS)), st.floats(0.5, 10))
def test_a_mishap_keeps_the_past_and_the_order(
    trip: Trip, at: float, passed_days: float, mishap: str, days: float
) -> None:
    scans = plan.draw(trip, handed_over_at=at)
    now = at + passed_days * plan.DAY_S
    spoilt = plan.spoil(scans, mishap, now=now, days=days)
    past = [scan for scan in scans if scan.at <= now]
    assert spoilt[: len(past)] == past
    instants = [scan.at for scan in spoilt]
    assert instants == sorted(instants)
    ending = {"late": "DELIVERED", "lost": "LOST", "damaged": "DAMAGED", "attempt_failed": "DELIVERED",
              "held": "DELIVERED", "returned": "RETURNED"}  # fmt: skip
    assert spoilt[-1].code == ("DELIVERED" if len(past) == len(scans) else ending[mishap])


@given(st.integers(0, 10**8 - 1))
def test_every_number_passes_the_s10_check(serial: int) -> None:
    number = s10.number("CM", serial, "DE")
    digits = [int(char) for char in number[2:11]]
    rest = sum(a * b for a, b in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=False)) % 11
    assert digits[8] == {0: 5, 1: 0}.get(rest, 11 - rest)
    assert len(number) == 13
