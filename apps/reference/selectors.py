"""Reference · reads · public schema."""

from __future__ import annotations

from functools import cache

from django.conf import settings

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
def currency_of(country: str) -> str:
    """The currency of a country, as an ISO 4217 code; the book currency where the country is not known."""
    found = Country.objects.filter(code=country).values_list("currency_code", flat=True).first()
    return found or settings.BOOK_CURRENCY


def units() -> dict[str, UnitInfo]:
    """Units of measure by code; those of one dimension convert by their factors."""
    return {row.code: UnitInfo(row.code, row.dimension, row.factor) for row in Unit.objects.all()}
