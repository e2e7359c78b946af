"""Tariffs · where rules are known · public schema."""

from __future__ import annotations

from apps.tariffs.models import Jurisdiction

from . import books


def destinations() -> list[str]:
    """The countries that we have rules for, by their code."""
    return sorted(set(Jurisdiction.objects.exclude(country="").values_list("country", flat=True)))


def chain_of(country: str) -> list[str]:
    """The jurisdictions whose rules hold for deliveries to a country, those of its taxes too."""
    place = books.place_of(country)
    return list(dict.fromkeys((*place.chain, *place.tax_chain))) if place else []
