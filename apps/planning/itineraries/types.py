"""Planning · itineraries: services by timetable, and ways to travel made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum


class Mode(StrEnum):
    """How a leg travels."""

    ROAD = "road"
    RAIL = "rail"
    SEA = "sea"
    AIR = "air"


@dataclass(frozen=True)
class Service:
    """A timetable from hub to hub: what each departure costs, lasts and emits for the consignment in question.

    `cost` is in the network's currency, `co2_g` in grams, `reliability` the part of departures that arrive in
    time, above 0 and up to 1; the others come `late` after it. `departures` are aware UTC, in ascending order.
    """

    code: str
    origin: str
    destination: str
    mode: Mode
    lasts: timedelta
    cost: Decimal
    co2_g: int
    reliability: float
    departures: tuple[datetime, ...]
    late: timedelta = timedelta(0)


@dataclass(frozen=True)
class Network:
    """All services. `handling` is what a hub needs between two legs where `handling_at` names none for it;
    `holding_cost` is what an hour of travelling and waiting costs, in the network's currency."""

    services: tuple[Service, ...]
    handling: timedelta = timedelta(hours=4)
    holding_cost: Decimal = Decimal(0)
    handling_at: Mapping[str, timedelta] = field(default_factory=dict)

    def handled(self, hub: str) -> timedelta:
        """What a hub needs between two legs."""
        return self.handling_at.get(hub, self.handling)

    def without(self, *, hubs: Iterable[str] = (), codes: Iterable[str] = ()) -> Network:
        """The network while hubs are shut and services do not run."""
        shut, stopped = set(hubs), set(codes)
        kept = tuple(
            one for one in self.services if not {one.origin, one.destination} & shut and one.code not in stopped
        )
        return replace(self, services=kept)


@dataclass(frozen=True)
class Leg:
    """One departure of a service."""

    service: Service
    departs_at: datetime

    @property
    def arrives_at(self) -> datetime:
        return self.departs_at + self.service.lasts


@dataclass(frozen=True)
class Itinerary:
    """A way to travel. `cost` holds the legs' costs and the holding cost from when the goods were ready."""

    legs: tuple[Leg, ...]
    ready_at: datetime
    cost: Decimal
    co2_g: int
    reliability: float

    @property
    def arrives_at(self) -> datetime:
        return self.legs[-1].arrives_at

    @property
    def hubs(self) -> tuple[str, ...]:
        """From the first to the last."""
        return (self.legs[0].service.origin, *(leg.service.destination for leg in self.legs))


@dataclass(frozen=True)
class Question:
    """From which hub to which, ready when, and until when at the latest (None: whenever)."""

    origin: str
    destination: str
    ready_at: datetime
    due_by: datetime | None = None
    most_legs: int = 6
