"""Planning · when goods will be there if legs are late: every combination of legs in time and late, exactly."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from .types import Itinerary, Network


@dataclass(frozen=True)
class Outlook:
    """When an itinerary arrives, each instant with its probability, the earliest first.

    `never` is the probability that a connection is missed and no later departure is known.
    """

    arrivals: tuple[tuple[datetime, float], ...]
    never: float

    def by(self, due_by: datetime) -> float:
        """How probable it is to have arrived by an instant, from 0 to 1."""
        return min(1.0, sum(share for at, share in self.arrivals if at <= due_by))

    def until(self, share: float) -> datetime:
        """By when it has arrived with a probability; the latest known arrival where that is never reached."""
        so_far = 0.0
        for at, probability in self.arrivals:
            so_far += probability
            if so_far >= share - 1e-9:
                return at
        return self.arrivals[-1][0]


def outlook(itinerary: Itinerary, network: Network) -> Outlook:
    """What lateness makes of an itinerary: a leg is in time as often as its service is, independently of the others.

    A connection that is missed is made by the next departure of the same service.
    """
    arrivals: dict[datetime, float] = {}
    never = 0.0
    for lates in product((False, True), repeat=len(itinerary.legs)):
        share, at = 1.0, None
        for leg, is_late in zip(itinerary.legs, lates, strict=True):
            share *= 1 - leg.service.reliability if is_late else leg.service.reliability
            departs_at: datetime | None = leg.departs_at
            if at is not None:
                ready = at + network.handled(leg.service.origin)
                departs_at = leg.departs_at if ready <= leg.departs_at else _next(leg.service.departures, ready)
            if departs_at is None or share == 0.0:
                at = None
                break
            at = departs_at + leg.service.lasts + (leg.service.late if is_late else timedelta(0))
        if at is None:
            never += share
        else:
            arrivals[at] = arrivals.get(at, 0.0) + share
    return Outlook(tuple(sorted(arrivals.items())), never)


def _next(departures: tuple[datetime, ...], ready: datetime) -> datetime | None:
    number = bisect_left(departures, ready)
    return departures[number] if number < len(departures) else None
