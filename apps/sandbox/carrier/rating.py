"""What parcels cost · sandbox carrier · no schema."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from apps.sandbox.carrier import network
from apps.sandbox.carrier.booking import MAX_PARCELS, Reader, parcel_sides
from apps.sandbox.carrier.errors import Invalid, Restricted
from apps.sandbox.carrier.services import SERVICES, Service, fits

CURRENCY = "EUR"
DIVISOR = 5000
_FIRST = {"MX-ECO": Decimal("3.20"), "MX-STD": Decimal("4.60"), "MX-EXP": Decimal("9.80")}
_HALF_KG = {"MX-ECO": Decimal("0.55"), "MX-STD": Decimal("0.70"), "MX-EXP": Decimal("1.60")}


def rates(data: Any) -> dict[str, Any]:
    """The services that take these parcels on this lane, cheapest first.

    Raises:
        Invalid: fields are missing or malformed. Restricted: a country is not served.
    """
    form = Reader(data)
    form.only("from", "to", "parcels")
    ends = {side: _end(form.group(side)) for side in ("from", "to")}
    parcels = [parcel_sides(item) for item in form.items("parcels", most=MAX_PARCELS)]
    if form.wrong:
        raise Invalid(form.wrong)
    for side, country in ends.items():
        if country not in network.NETWORK:
            raise Restricted(f"{side}.country", f"Meridian does not serve {country}.")
    found = [
        _rate(service, ends["from"], ends["to"], parcels)
        for service in SERVICES.values()
        if all(fits(service, parcel) for parcel in parcels)
    ]
    return {"rates": sorted(found, key=lambda rate: Decimal(rate["price"]["amount"]))}


def _end(form: Reader) -> str:
    form.only("country", "postcode")
    form.text("postcode", max_length=16)
    return form.matching("country", r"[A-Z]{2}", "Send an ISO 3166-1 alpha-2 code.")


def _rate(service: Service, start: str, end: str, parcels: list[dict[str, Any]]) -> dict[str, Any]:
    km = network.distance_km(network.gateway(start), network.gateway(end))
    share = 1 + Decimal(int(km / 250)) / 10
    price = sum((_FIRST[service.code] + _HALF_KG[service.code] * (_halves(one) - 1)) * share for one in parcels)
    least, most = service.transit_days(start, end)
    return {
        "service": service.code,
        "name": service.name,
        "price": {"amount": f"{price:.2f}", "currency": CURRENCY},
        "transit_days": {"min": least, "max": most},
    }


def _halves(parcel: dict[str, Any]) -> int:
    volume_g = parcel["length_mm"] * parcel["width_mm"] * parcel["height_mm"] / DIVISOR
    return math.ceil(max(parcel["weight_g"], volume_g) / 500)
