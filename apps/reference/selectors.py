"""Reference · reads · public schema."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from .models import Country


@cache
def places() -> dict[str, tuple[float, float]]:
    """A point within each country, as (latitude, longitude) in decimal degrees, for maps; not for law or money."""
    return {
        row.code: (float(row.latitude), float(row.longitude))
        for row in Country.objects.all()
        if row.latitude is not None and row.longitude is not None
    }
