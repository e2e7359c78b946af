"""Common · how far two places lie apart over the sphere: pure."""

from __future__ import annotations

import math

EARTH_KM = 6371.0
Point = tuple[float, float]
"""Degrees north and east."""


def kilometres(start: Point, end: Point) -> float:
    """The great circle between two points. Source: haversine formula, mean radius of the earth (IUGG)."""
    (lat_a, lon_a), (lat_b, lon_b) = ((math.radians(lat), math.radians(lon)) for lat, lon in (start, end))
    along = math.sin((lat_b - lat_a) / 2) ** 2
    across = math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(along + across)))
