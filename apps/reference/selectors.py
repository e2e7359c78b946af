"""Reference · reads · public schema."""

from __future__ import annotations

from functools import cache

from .models import Country


@cache
def places() -> dict[str, tuple[float, float]]:
    """A point within each country, as (latitude, longitude) in decimal degrees, for maps; not for law or money."""
    rows = Country.objects.exclude(latitude=None).values_list("code", "latitude", "longitude")
    return {code: (float(latitude), float(longitude)) for code, latitude, longitude in rows}
