"""Storefront · where a parcel was seen, and where it goes · no tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.checkout.types import TimelineEntry

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
class Way:
    """The places that a parcel passed, the last one being where it is, and those to come."""

    seen: tuple[Stop, ...]
    ahead: tuple[Stop, ...]


def way(
    scans: Sequence[TimelineEntry], *, ship_from: str, ship_to: str, is_over: bool, centres: Mapping[str, Point]
) -> Way:
    """Where a parcel was seen, from its sender's country, and the country that it goes to where it is not there yet.

    `centres` maps a country to latitude and longitude in degrees.
    """
    seen = _seen(scans)
    if not seen and ship_from in centres:
        seen = [Stop(*centres[ship_from], "", ship_from)]
    is_there = is_over or (bool(seen) and seen[-1].country == ship_to)
    ahead = () if is_there or ship_to not in centres else (Stop(*centres[ship_to], "", ship_to),)
    if is_over and len(seen) == 1 and ship_to in centres and ship_to != seen[0].country:
        seen.append(Stop(*centres[ship_to], "", ship_to))
    return Way(tuple(seen), ahead)


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
