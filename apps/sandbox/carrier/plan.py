"""The scans a parcel will get, drawn from its tracking number · sandbox carrier · no schema."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.sandbox.carrier import network
from apps.sandbox.carrier.network import Place
from apps.sandbox.carrier.services import Service

DAY_S = 86_400.0
STATUSES = {
    "INFO_RECEIVED": "info_received",
    "PICKED_UP": "in_transit",
    "ORIGIN_HUB": "in_transit",
    "EXPORT_CUSTOMS": "in_transit",
    "DEPARTED": "in_transit",
    "ARRIVED": "in_transit",
    "IMPORT_CUSTOMS_PRESENTED": "customs_hold",
    "IMPORT_CUSTOMS_RELEASED": "customs_released",
    "DESTINATION_HUB": "in_transit",
    "OUT_FOR_DELIVERY": "out_for_delivery",
    "ATTEMPT_FAILED": "attempt_failed",
    "DELIVERED": "delivered",
    "DELAYED": "delayed",
    "CUSTOMS_HELD": "customs_hold",
    "REFUSED": "attempt_failed",
    "DAMAGED": "damaged",
    "LOST": "lost",
    "RETURNED": "returned",
    "CANCELLED": "cancelled",
}
_TEXTS = {
    "INFO_RECEIVED": "Shipment information received",
    "PICKED_UP": "Picked up in {place}",
    "ORIGIN_HUB": "Sorted at {place}",
    "EXPORT_CUSTOMS": "Cleared export customs in {place}",
    "DEPARTED": "Departed {place}",
    "ARRIVED": "Arrived at {place}",
    "IMPORT_CUSTOMS_PRESENTED": "Presented to import customs in {place}",
    "IMPORT_CUSTOMS_RELEASED": "Released by import customs in {place}",
    "DESTINATION_HUB": "Arrived at delivery depot {place}",
    "OUT_FOR_DELIVERY": "Out for delivery in {place}",
    "ATTEMPT_FAILED": "Delivery attempted in {place}: nobody at home, next attempt on the next working day",
    "DELIVERED": "Delivered in {place}",
    "DELAYED": "Delayed at {place}",
    "DAMAGED": "Damaged on the way, found at {place}; taken out of the network",
    "CUSTOMS_HELD": "Held by import customs in {place}: papers are asked for",
    "REFUSED": "Refused by the recipient in {place}; on its way back",
    "RETURNED": "Returned to the sender in {place}",
    "LOST": "Not found after a search; considered lost",
    "CANCELLED": "Cancelled by the sender",
}
FINAL = frozenset({"DELIVERED", "DAMAGED", "LOST", "RETURNED", "CANCELLED"})


@dataclass(frozen=True)
class Scan:
    """One planned scan; `at` is an instant in the parcel's time, unix seconds."""

    code: str
    at: float
    place: Place

    def text(self, *, start: str, end: str) -> str:
        """What happened, in a sentence; `start` and `end` are the cities of sender and recipient."""
        town = {"PICKED_UP": start, "OUT_FOR_DELIVERY": end, "ATTEMPT_FAILED": end, "DELIVERED": end, "REFUSED": end,
                "RETURNED": start}  # fmt: skip
        return _TEXTS[self.code].format(place=town.get(self.code, self.place.name))


@dataclass(frozen=True)
class Trip:
    """What the plan is drawn from: the number, the service and the depots at both ends."""

    number: str
    service: Service
    origin: Place
    destination: Place

    def dice(self, purpose: str) -> random.Random:
        """A generator that always falls the same way for this parcel and purpose."""
        return random.Random(hashlib.sha256(f"{self.number}/{purpose}".encode()).digest())


def promise(service: Service, origin: str, destination: str, *, at: float, zone: str) -> tuple[str, str]:
    """First and last day of delivery for a hand-over at `at`, ISO dates at the destination."""
    least, most = service.transit_days(origin, destination)
    day = datetime.fromtimestamp(at, ZoneInfo(zone)).date()
    window = [day + timedelta(days=days) for days in range(least, most + 2)]
    if least == 1 and any(one.weekday() == 6 for one in window):
        window.append(window[-1] + timedelta(days=1))
    return window[0].isoformat(), window[-1].isoformat()


def draw(trip: Trip, *, handed_over_at: float) -> list[Scan]:
    """All scans from pick-up to the door, oldest first."""
    dice = trip.dice("plan")
    out_at = _out_for_delivery(trip, handed_over_at, dice)
    depot_at = out_at - dice.uniform(2.5, 6) * 3600
    hub_at = handed_over_at + min(dice.uniform(3, 6) * 3600, (depot_at - handed_over_at) * 0.3)
    scans = [
        Scan("PICKED_UP", handed_over_at, trip.origin),
        *_middle(trip, hub_at, depot_at, dice),
        Scan("DESTINATION_HUB", depot_at, trip.destination),
        Scan("OUT_FOR_DELIVERY", out_at, trip.destination),
        Scan("DELIVERED", out_at + dice.uniform(1.5, 9) * 3600, trip.destination),
    ]
    return [replace(scan, at=float(int(scan.at))) for scan in scans]


def _out_for_delivery(trip: Trip, handed_over_at: float, dice: random.Random) -> float:
    """The morning of the delivery day: between 7:00 and 8:30 at the destination, not on a Sunday."""
    days = dice.randint(*trip.service.transit_days(trip.origin.country, trip.destination.country))
    start = datetime.fromtimestamp(handed_over_at, ZoneInfo(trip.destination.zone))
    morning = start.replace(hour=7, minute=0, second=0, microsecond=0) + timedelta(days=days)
    shortest = timedelta(hours=9 if trip.origin.country == trip.destination.country else 20)
    if morning - start < shortest:
        morning += timedelta(days=1)
    if morning.weekday() == 6:
        morning += timedelta(days=1)
    return morning.timestamp() + dice.uniform(0, 5400)


def _middle(trip: Trip, hub_at: float, depot_at: float, dice: random.Random) -> list[Scan]:
    """Between the first hub and the last depot: borders and customs where there are any."""
    start, end = trip.origin.country, trip.destination.country
    home, abroad = network.gateway(start), network.gateway(end)
    steps = [("ORIGIN_HUB", 0.0, trip.origin if start == end else home)]
    if network.crosses_customs(start, end):
        steps += [("EXPORT_CUSTOMS", dice.uniform(0.1, 0.18), home)]
    if network.crosses_border(start, end):
        steps += [("DEPARTED", dice.uniform(0.24, 0.32), home), ("ARRIVED", dice.uniform(0.5, 0.6), abroad)]
    if network.crosses_customs(start, end):
        steps += [
            ("IMPORT_CUSTOMS_PRESENTED", dice.uniform(0.63, 0.68), abroad),
            ("IMPORT_CUSTOMS_RELEASED", dice.uniform(0.74, 0.88), abroad),
        ]
    return [Scan(code, hub_at + share * (depot_at - hub_at), place) for code, share, place in steps]


def spoil(scans: list[Scan], fault: str, *, now: float, days: float = 3) -> list[Scan]:
    """The plan after a mishap; what has happened by `now` stays. A finished parcel is unchanged."""
    past, future = [scan for scan in scans if scan.at <= now], [scan for scan in scans if scan.at > now]
    if not future or future[0].code in FINAL - {"DELIVERED"}:
        return scans
    spoilt = _returned(scans, future, days) if fault == "returned" else _MISHAPS[fault](future, days)
    return past + spoilt


def _late(future: list[Scan], days: float) -> list[Scan]:
    index = _first(future, "ARRIVED", "DESTINATION_HUB")
    shift = days * DAY_S
    if _is_sunday(future[-1].at + shift, future[-1].place):
        shift += DAY_S
    later = [replace(scan, at=scan.at + shift) for scan in future[index:]]
    return [*future[:index], replace(future[index], code="DELAYED"), *later]


def _lost(future: list[Scan], days: float) -> list[Scan]:
    index = _first(future, "ARRIVED", "DESTINATION_HUB")
    last = future[max(index - 1, 0)]
    return [*future[:index], Scan("LOST", future[-1].at + days * DAY_S, last.place)]


def _damaged(future: list[Scan], days: float) -> list[Scan]:
    index = _first(future, "DESTINATION_HUB", "OUT_FOR_DELIVERY")
    return [*future[:index], replace(future[index], code="DAMAGED")]


def _held(future: list[Scan], days: float) -> list[Scan]:
    """Customs asks for papers; where no customs is ahead the parcel is merely late."""
    index = next((number for number, scan in enumerate(future) if scan.code == "IMPORT_CUSTOMS_RELEASED"), None)
    if index is None:
        return _late(future, days)
    shift = days * DAY_S
    if _is_sunday(future[-1].at + shift, future[-1].place):
        shift += DAY_S
    later = [replace(scan, at=scan.at + shift) for scan in future[index:]]
    return [*future[:index], replace(future[index], code="CUSTOMS_HELD"), *later]


def _returned(scans: list[Scan], future: list[Scan], days: float) -> list[Scan]:
    """Refused at the door, and back where it came from after as long as it took, `days` at least."""
    index = _first(future, "DELIVERED")
    door = future[index]
    back = max(door.at - scans[0].at, days * DAY_S)
    return [*future[:index], replace(door, code="REFUSED"), Scan("RETURNED", door.at + back, scans[0].place)]


def _attempt_failed(future: list[Scan], days: float) -> list[Scan]:
    index = _first(future, "DELIVERED")
    door = future[index]
    next_day = door.at + DAY_S
    if _is_sunday(next_day, door.place):
        next_day += DAY_S
    return [
        *future[:index],
        replace(door, code="ATTEMPT_FAILED"),
        replace(door, code="OUT_FOR_DELIVERY", at=next_day - 2 * 3600),
        replace(door, at=next_day),
    ]


def _is_sunday(at: float, place: Place) -> bool:
    return datetime.fromtimestamp(at, ZoneInfo(place.zone)).weekday() == 6


def _first(scans: list[Scan], *codes: str) -> int:
    """Index of the first scan with one of the codes, else of the first at all."""
    return next((index for index, scan in enumerate(scans) if scan.code in codes), 0)


_MISHAPS = {"late": _late, "lost": _lost, "damaged": _damaged, "attempt_failed": _attempt_failed, "held": _held}
MISHAPS = frozenset(_MISHAPS) | {"returned"}


def local(at: float, zone: str) -> str:
    """ISO 8601 with the zone's offset, to the second."""
    return datetime.fromtimestamp(int(at), ZoneInfo(zone)).isoformat()


def universal(at: float) -> str:
    """ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(int(at), UTC).isoformat()
