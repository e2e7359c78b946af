"""Reference · reads · public schema."""

from __future__ import annotations

from functools import cache

from .models import Country, Unit
from .types import UnitInfo


@cache
def places() -> dict[str, tuple[float, float]]:
    """A point within each country, as (latitude, longitude) in decimal degrees, for maps; not for law or money."""
    return {
        row.code: (float(row.latitude), float(row.longitude))
        for row in Country.objects.all()
        if row.latitude is not None and row.longitude is not None
    }


@cache
def units() -> dict[str, UnitInfo]:
    """Units of measure by code; those of one dimension convert by their factors."""
    return {row.code: UnitInfo(row.code, row.dimension, row.factor) for row in Unit.objects.all()}
