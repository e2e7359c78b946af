"""Services and their transit days · sandbox carrier · no schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.sandbox.carrier import network

REGIONAL_KM = 1500
INCOTERMS = ("DDP", "DAP")
UNPAID_ONLY = frozenset({"AR", "BR", "EG", "IN", "NG"})


@dataclass(frozen=True)
class Service:
    """A product; `prefix` is its S10 service indicator, days run from hand-over to the door."""

    code: str
    name: str
    prefix: str
    max_weight_g: int
    max_length_mm: int
    max_girth_mm: int
    domestic_days: tuple[int, int]
    regional_days: tuple[int, int]
    far_days: tuple[int, int]

    def transit_days(self, origin: str, destination: str) -> tuple[int, int]:
        """Least and most days on a lane."""
        if origin == destination:
            return self.domestic_days
        km = network.distance_km(network.gateway(origin), network.gateway(destination))
        near = km < REGIONAL_KM or not network.crosses_customs(origin, destination)
        return self.regional_days if near else self.far_days

    def shown(self, origin: str | None, destination: str | None) -> dict[str, Any]:
        """The service as the API lists it."""
        if origin and destination:
            least, most = self.transit_days(origin, destination)
        else:
            least, most = self.domestic_days[0], self.far_days[1]
        return {
            "code": self.code,
            "name": self.name,
            "transit_days": {"min": least, "max": most},
            "max_weight_g": self.max_weight_g,
            "max_length_mm": self.max_length_mm,
            "max_girth_mm": self.max_girth_mm,
            "incoterms": list(incoterms(destination)),
            "tracked": True,
        }


def incoterms(destination: str | None) -> tuple[str, ...]:
    """The delivery terms offered to a country."""
    return ("DAP",) if destination in UNPAID_ONLY else INCOTERMS


def fits(service: Service, parcel: dict[str, Any]) -> bool:
    """Whether a service carries a parcel of this weight and these sides."""
    sides = sorted((parcel["length_mm"], parcel["width_mm"], parcel["height_mm"]), reverse=True)
    girth = sides[0] + 2 * (sides[1] + sides[2])
    return bool(
        parcel["weight_g"] <= service.max_weight_g
        and sides[0] <= service.max_length_mm
        and girth <= service.max_girth_mm
    )


SERVICES = {
    service.code: service
    for service in (
        Service("MX-ECO", "Meridian Economy", "LM", 20_000, 1200, 2400, (3, 5), (5, 9), (9, 15)),
        Service("MX-STD", "Meridian Standard", "CM", 31_500, 1750, 3000, (2, 3), (3, 5), (5, 9)),
        Service("MX-EXP", "Meridian Express", "EM", 70_000, 2700, 4000, (1, 1), (1, 2), (2, 4)),
    )
}
