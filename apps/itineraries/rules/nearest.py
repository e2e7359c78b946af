"""Itineraries · which hub goods begin and end at, where nobody has said: pure."""

from __future__ import annotations

import math
from collections.abc import Iterable

from apps.logistics.types import HubInfo, HubKind

Point = tuple[float, float]


def nearest(hubs: Iterable[HubInfo], *, country: str, point: Point | None) -> str:
    """The code of the hub of a country that is nearest to a point, else of the nearest of all; "" where none is known.

    Ports and rail terminals come before others, since what is planned over hubs is seldom small.
    """
    known = list(hubs)
    at_home = [hub for hub in known if hub.country == country]
    if point is None:
        return min((hub.code for hub in at_home), default="")
    chosen = min(
        at_home or known,
        key=lambda hub: (
            hub.kind not in (HubKind.PORT, HubKind.RAIL),
            _apart(point, (float(hub.latitude), float(hub.longitude))),
        ),
        default=None,
    )
    return chosen.code if chosen else ""


def _apart(one: Point, other: Point) -> float:
    """The angle between two points on the sphere."""
    (lat_a, lon_a), (lat_b, lon_b) = ((math.radians(lat), math.radians(lon)) for lat, lon in (one, other))
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_b - lon_a)
    return math.acos(max(-1.0, min(1.0, cosine)))
