"""Storefront · where a parcel was seen, and where it goes · no tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.checkout.types import TimelineEntry
from apps.shipping.types import LivePosition

Point = tuple[float, float]


@dataclass(frozen=True)
class Stop:
    """A place on the map, in degrees; `at` is when the parcel was first seen there, None where it has not been."""

    lat: float
    lon: float
    name: str
    country: str
    at: datetime | None = None


@dataclass(frozen=True)
class Live:
    """What a device on board tells: where it went since the last scan, oldest first, and how warm it is there."""

    at: datetime
    track: tuple[Point, ...]
    celsius: float | None = None


@dataclass(frozen=True)
class Way:
    """The places that a parcel passed, the last one being where it is, and those to come.

    `track` is where a device on board went since the last of them.
    """

    seen: tuple[Stop, ...]
    ahead: tuple[Stop, ...]
    track: tuple[Point, ...] = ()


_DRAWN = 60  # points of a track


def live(scans: Sequence[TimelineEntry], position: LivePosition | None) -> Live | None:
    """What a device tells beyond the last scan; None where it tells nothing newer."""
    last = max((scan.occurred_at for scan in scans), default=None)
    if position is None or (last is not None and position.at <= last):
        return None
    newer = [point for point in position.track if last is None or point.recorded_at > last]
    thinned = newer[:: max(len(newer) // _DRAWN, 1)]
    track = [(point.latitude, point.longitude) for point in thinned]
    return Live(position.at, (*track, (position.latitude, position.longitude)), position.celsius)


def way(
    scans: Sequence[TimelineEntry],
    *,
    ship_from: str,
    ship_to: str,
    is_over: bool,
    centres: Mapping[str, Point],
    beyond: Live | None = None,
) -> Way:
    """Where a parcel was seen, from its sender's country, and the country that it goes to where it is not there yet.

    `centres` maps a country to latitude and longitude in degrees; `beyond` is what a device tells since.
    """
    seen = _seen(scans)
    if not seen and ship_from in centres:
        seen = [Stop(*centres[ship_from], "", ship_from)]
    is_there = is_over or (bool(seen) and seen[-1].country == ship_to)
    ahead = () if is_there or ship_to not in centres else (Stop(*centres[ship_to], "", ship_to),)
    if is_over and len(seen) == 1 and ship_to in centres and ship_to != seen[0].country:
        seen.append(Stop(*centres[ship_to], "", ship_to))
    return Way(tuple(seen), ahead, beyond.track if beyond and not is_over else ())


def _seen(scans: Sequence[TimelineEntry]) -> list[Stop]:
    seen: list[Stop] = []
    for scan in scans:
        lat, lon = scan.data.get("lat"), scan.data.get("lon")
        if lat is None or lon is None:
            continue
        stop = Stop(
            float(lat),
            float(lon),
            str(scan.data.get("location", "")),
            str(scan.data.get("country", "")),
            scan.occurred_at,
        )
        if not seen or (seen[-1].lat, seen[-1].lon) != (stop.lat, stop.lon):
            seen.append(stop)
    return seen
