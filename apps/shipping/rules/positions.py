"""Shipping · what positions tell: which are believable, what they enter and leave, what is felt on the way: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.common.sphere import kilometres
from apps.shipping.types import IncidentKind

# After so many points that agree with each other it was the one before them that was wrong.
AGREEING = 3
# Readings beyond a threshold that lie no further apart are one incident.
ONE_INCIDENT = timedelta(minutes=30)


@dataclass(frozen=True)
class Point:
    """Where something was at an instant, degrees; `celsius` is what a sensor felt (None: no sensor)."""

    at: datetime
    latitude: float
    longitude: float
    celsius: float | None = None


@dataclass(frozen=True)
class Breach:
    """A stretch beyond a threshold; `worst` is the reading furthest beyond `limit`, degrees Celsius."""

    kind: IncidentKind
    first_at: datetime
    last_at: datetime
    worst: float
    limit: float


def distance_m(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle distance of two pairs of latitude and longitude."""
    return 1000 * kilometres(here, there)


def believable(points: Iterable[Point], *, max_kmh: float) -> list[Point]:
    """The points that a thing that moves at most so fast can have been at, oldest first, in whatever order they came.

    A point that lies too far from the last one believed is left out; where three such points in a row agree with
    each other, the thing is there, and the track goes on from them.
    """
    track: list[Point] = []
    strays: list[Point] = []
    for point in sorted(points, key=lambda one: one.at):
        if not track or _can_reach(track[-1], point, max_kmh):
            track.append(point)
            strays = []
            continue
        strays = [*strays, point] if not strays or _can_reach(strays[-1], point, max_kmh) else [point]
        if len(strays) == AGREEING:
            track += strays
            strays = []
    return track


def _can_reach(one: Point, other: Point, max_kmh: float) -> bool:
    seconds = (other.at - one.at).total_seconds()
    metres = distance_m((one.latitude, one.longitude), (other.latitude, other.longitude))
    return metres <= max_kmh / 3.6 * seconds


def entered_and_left(
    inside: Iterable[str], point: Point, fences: Mapping[str, tuple[float, float, float]]
) -> tuple[list[str], list[str]]:
    """The fences that a move to `point` enters and those that it leaves, in order of their codes.

    `fences` maps a code to latitude, longitude and radius in metres; `inside` are the codes of those left so far.
    """
    now = {
        code
        for code, (latitude, longitude, radius_m) in fences.items()
        if distance_m((point.latitude, point.longitude), (latitude, longitude)) <= radius_m
    }
    before = set(inside)
    return sorted(now - before), sorted(before - now)


def breaches(points: Sequence[Point], *, least: float | None, most: float | None) -> list[Breach]:
    """The stretches in which readings were beyond a threshold, oldest first; None is no threshold."""
    found: list[Breach] = []
    for point in sorted(points, key=lambda one: one.at):
        reading = point.celsius
        if reading is None:
            continue
        if most is not None and reading > most:
            _add(found, Breach(IncidentKind.TOO_WARM, point.at, point.at, reading, most))
        elif least is not None and reading < least:
            _add(found, Breach(IncidentKind.TOO_COLD, point.at, point.at, reading, least))
    return found


def _add(found: list[Breach], fresh: Breach) -> None:
    last = next((one for one in reversed(found) if one.kind == fresh.kind), None)
    if last is None or fresh.first_at - last.last_at > ONE_INCIDENT:
        found.append(fresh)
        return
    found[found.index(last)] = together(last, fresh)


def together(one: Breach, other: Breach) -> Breach:
    """Two stretches of one kind as one."""
    worst = max if one.kind == IncidentKind.TOO_WARM else min
    return Breach(
        one.kind,
        min(one.first_at, other.first_at),
        max(one.last_at, other.last_at),
        worst(one.worst, other.worst),
        one.limit,
    )
