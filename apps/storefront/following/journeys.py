"""Storefront · every part of a purchase with its parcels as they travel · no tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.checkout.types import PartStatus, PartView, TimelineEntry
from apps.promises.types import Expectation
from apps.shipping.types import LivePosition
from apps.stock.selectors import EU_CUSTOMS_UNION
from apps.storefront import customs_lane

from . import steps, titles
from .arrivals import ENDED, Arrival, Ask, arrival, asks, next_step
from .places import Live, Point, Stop, live, way
from .steps import Step

Expect = Callable[[str, str, date], Expectation | None]
"""When a parcel will be there: service, the country it left from, the day it left."""


@dataclass(frozen=True)
class Stage:
    """A part of the way as a whole: done, now, next or problem."""

    title: Promise
    state: str


@dataclass(frozen=True)
class Travel:
    """One parcel on its way, or the goods of a part before there is one (`number` is "")."""

    number: str
    status: str
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    customs: tuple[Step, ...]
    seen: tuple[Stop, ...]
    ahead: tuple[Stop, ...]
    track: tuple[Point, ...]
    live: Live | None
    arrival: Arrival | None
    next_step: Promise | str
    asks: tuple[Ask, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing more is expected of it."""
        return self.status in ENDED

    @property
    def is_placed(self) -> bool:
        """Whether it was seen anywhere, so that the map shows where it is."""
        return self.here is not None or self.live is not None

    @property
    def here(self) -> Stop | None:
        """Where it was seen last."""
        return self.seen[-1] if self.seen and self.seen[-1].at else None


@dataclass(frozen=True)
class Journey:
    """A part with what happened to its order, and its parcels; one parcel's steps hold the order's as well.

    `has_way`: its seller has said how it travels over hubs, or lets the buyer choose.
    """

    part: PartView
    steps: tuple[Step, ...]
    travels: tuple[Travel, ...]
    has_way: bool = False


@dataclass(frozen=True)
class Frame:
    """What all parts of a purchase have in common; `owes_on_arrival` is text, "" for nothing.

    `live` are devices that travel with shipments under way, by the shipment.
    """

    ship_to: str
    centres: Mapping[str, Point]
    expect: Expect
    today: date
    owes_on_arrival: str = ""
    live: Mapping[str, LivePosition] = field(default_factory=dict)


def journeys(parts: Sequence[PartView], timeline: Sequence[TimelineEntry], frame: Frame) -> tuple[Journey, ...]:
    """The way of each part, parcel by parcel."""
    return tuple(_journey(part, timeline, frame) for part in parts)


def _journey(part: PartView, timeline: Sequence[TimelineEntry], frame: Frame) -> Journey:
    known = [one for one in timeline if one.vendor_id in (None, part.vendor_id) and one.code not in titles.UNTITLED]
    if any(titles.status_of(one) == "delivered" for one in known):
        known = [one for one in known if one.code != "orders.delivered"]
    known.sort(key=lambda one: (one.code != "checkout.placed", one.occurred_at))
    has_way = any(one.code.startswith("itineraries.") for one in known)
    numbers = list(dict.fromkeys(str(one.data["tracking_number"]) for one in known if _is_scan(one)))
    numbers = numbers or [one.tracking_number for one in part.parcels if one.tracking_number]
    if len(numbers) < 2:
        return Journey(part, (), (_travel(part, known, numbers[0] if numbers else "", frame),), has_way)
    order = [one for one in known if not _is_parcels_own(one)]
    shipment_of = {str(one.data["tracking_number"]): one.data.get("shipment") for one in known if _is_scan(one)}
    return Journey(
        part=part,
        steps=steps.steps(order),
        travels=tuple(
            _travel(part, [one for one in known if _tells_of(one, number, shipment_of.get(number))], number, frame)
            for number in numbers
        ),
        has_way=has_way,
    )


def _is_scan(entry: TimelineEntry) -> bool:
    return entry.code == "shipping.tracked" and bool(entry.data.get("tracking_number"))


def _is_parcels_own(entry: TimelineEntry) -> bool:
    return entry.code == customs_lane.TOPIC or entry.code.startswith("shipping.")


def _tells_of(entry: TimelineEntry, number: str, shipment: object) -> bool:
    if _is_scan(entry):
        return bool(entry.data["tracking_number"] == number)
    return _is_parcels_own(entry) and entry.data.get("shipment") == shipment


def _travel(part: PartView, known: Sequence[TimelineEntry], number: str, frame: Frame) -> Travel:
    scans = [one for one in known if _is_scan(one)]
    status = _status(part, scans)
    lane = steps.customs(known)
    aboard = next((frame.live[key] for one in scans if (key := str(one.data.get("shipment", ""))) in frame.live), None)
    beyond = live(scans, aboard) if status not in ENDED else None
    places = way(
        scans,
        ship_from=_ship_from(part),
        ship_to=frame.ship_to,
        is_over=status == "delivered",
        centres=frame.centres,
        beyond=beyond,
    )
    return Travel(
        number=number,
        status=status,
        stages=_stages(part, scans, status, has_customs=bool(lane) or _crosses_customs(part, frame.ship_to)),
        steps=steps.steps(known),
        customs=lane,
        seen=places.seen,
        ahead=places.ahead if status not in ENDED else (),
        track=places.track,
        live=beyond,
        arrival=arrival(part, scans, status=status, expectation=_expected(part, scans, frame), today=frame.today),
        next_step=next_step(part, status=status),
        asks=asks(part, scans, status=status, owes_on_arrival=frame.owes_on_arrival),
    )


def _status(part: PartView, scans: Sequence[TimelineEntry]) -> str:
    """Where the parcel stands: a fact that nothing undoes, else the last scan; before any, the part."""
    told = [titles.status_of(one) for one in scans]
    if told and told[-1] == "returned":
        return "returned"
    for final in ("delivered", "lost", "damaged"):
        if final in told:
            return final
    return told[-1] if told else str(part.status)


def _expected(part: PartView, scans: Sequence[TimelineEntry], frame: Frame) -> Expectation | None:
    moving = [one for one in scans if titles.status_of(one) not in ("pending", "info_received")]
    if not moving or not part.consignments:
        return None
    left_on = moving[0].occurred_at.date()
    found = [frame.expect(one.chosen.service_code, one.warehouse_country, left_on) for one in part.consignments]
    known = [one for one in found if one is not None]
    return max(known, key=lambda one: one.last_on) if known else None


def _ship_from(part: PartView) -> str:
    return part.consignments[0].warehouse_country if part.consignments else part.vendor_country


def _crosses_customs(part: PartView, ship_to: str) -> bool:
    start = _ship_from(part)
    return start != ship_to and not {start, ship_to} <= EU_CUSTOMS_UNION


_REACHED: Mapping[str, str] = {
    "placed": "placed",
    "confirmed": "placed",
    "packed": "packed",
    "pending": "packed",
    "info_received": "packed",
    "customs_hold": "customs",
    "customs_released": "customs",
    "out_for_delivery": "door",
    "attempt_failed": "door",
    "available_for_pickup": "door",
    "delivered": "delivered",
}


def _stages(part: PartView, scans: Sequence[TimelineEntry], status: str, *, has_customs: bool) -> tuple[Stage, ...]:
    """The way as a whole; what is reached last is marked, as a problem where it is one."""
    names: dict[str, Promise] = {"placed": _("Order placed"), "packed": _("Packed"), "way": _("On its way")}
    if has_customs:
        names["customs"] = _("Customs")
    names |= {"door": _("To your door"), "delivered": _("Delivered")}
    is_through = any(titles.status_of(one) == "customs_released" for one in scans)
    reached = _REACHED.get(status, "door" if is_through else "way")
    if part.status is PartStatus.CANCELLED:
        reached = "placed"
    order = list(names)
    at = order.index(reached if reached in names else "way")
    is_problem = status in titles.PROBLEMS or part.status is PartStatus.CANCELLED
    return tuple(
        Stage(title, "done" if place < at or reached == "delivered" else "next" if place > at else
              "problem" if is_problem else "now")
        for place, title in enumerate(names.values())
    )  # fmt: skip
