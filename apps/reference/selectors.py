"""Reference · reads · public schema."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from .models import Country


@cache
def places() -> dict[str, tuple[float, float]]:
    """A point within each country, as (latitude, longitude) in decimal degrees, for maps; not for law or money."""
    rows = Country.objects.exclude(latitude=None).values_list("code", "latitude", "longitude")
    return {code: (float(latitude), float(longitude)) for code, latitude, longitude in rows}


def currency_of(country: str) -> str:
    """The currency of a country, as an ISO 4217 code; the book currency where the country is not known."""
    found = Country.objects.filter(code=country).values_list("currency_code", flat=True).first()
    return found or settings.BOOK_CURRENCY
