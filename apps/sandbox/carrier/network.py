"""Hubs, depots and customs territories · sandbox carrier · no schema.

Source of places: the cities and airports themselves (IATA codes, coordinates rounded to two decimals).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

EUROPEAN_UNION = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
        "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Place:
    """A point of the network; `zone` is its time zone."""

    name: str
    code: str
    country: str
    lat: float
    lon: float
    zone: str


def _read(table: str) -> dict[str, tuple[Place, ...]]:
    network = {}
    for line in table.splitlines():
        if line.startswith("#"):
            continue
        head, *parts = line.split(" | ")
        country, zone = head.split()
        places = []
        for part in parts:
            name, code, lat, lon = part.rsplit(" ", 3)
            places.append(Place(name, code, country, float(lat), float(lon), zone))
        network[country] = tuple(places)
    return network


NETWORK = _read((Path(__file__).parent / "network.txt").read_text("utf-8"))


def gateway(country: str) -> Place:
    """The airport through which a country's parcels come and go."""
    return NETWORK[country][0]


def depot(country: str, city: str, postcode: str) -> Place:
    """The depot that serves an address: the one of the same city, else one fixed by the postcode."""
    depots = NETWORK[country][1:]
    for place in depots:
        if place.name.casefold() in city.casefold() or city.casefold() == place.name.casefold():
            return place
    return depots[sum(map(ord, postcode or city)) % len(depots)]


def crosses_border(origin: str, destination: str) -> bool:
    """Whether the parcel leaves its country."""
    return origin != destination


def crosses_customs(origin: str, destination: str) -> bool:
    """Whether the parcel leaves its customs territory (the EU is one)."""
    return origin != destination and not {origin, destination} <= EUROPEAN_UNION


def distance_km(here: Place, there: Place) -> float:
    """Great-circle distance (haversine)."""
    lat1, lon1, lat2, lon2 = map(radians, (here.lat, here.lon, there.lat, there.lon))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))
