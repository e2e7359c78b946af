"""Builders of a small network and of plans over it: by ship and truck, by air, by rail."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.common.types import Actor, ActorKind
from apps.itineraries import operations
from apps.itineraries.types import About, Consignment, Subject
from apps.logistics import operations as logistics

TEAM = Actor(ActorKind.VENDOR, "team")
COLUMNS = (
    "code,carrier,mode,origin,destination,weekdays,departs_at,valid_from,transit_h,currency,kg_price,cbm_price,"
    "minimum_price,distance_km,co2_g_tkm,co2_source,reliability,late_h,most_kg,source"
)
LEGS = (
    ("SHIP", "sea", "CNSHA", "NLRTM", "1234567", 600, "0.05", "40", 19000, "8", "0.6", 96, 0),
    ("SHIP2", "sea", "CNSHA", "DEHAM", "1234567", 640, "0.05", "42", 20000, "8", "0.6", 96, 0),
    ("TRUCK", "road", "NLRTM", "DEDUI", "1234567", 6, "0.04", "12", 240, "90", "0.95", 4, 0),
    ("TRUCK2", "road", "DEHAM", "DEDUI", "1234567", 8, "0.05", "16", 380, "90", "0.95", 4, 0),
    ("HAUL", "road", "CNSHA", "CNPVG", "1234567", 2, "0.02", "5", 40, "90", "0.95", 4, 0),
    ("PLANE", "air", "CNPVG", "DEFRA", "1234567", 12, "4.20", "700", 9200, "870", "0.9", 18, 5000),
    ("TRUCK3", "road", "DEFRA", "DEDUI", "1234567", 5, "0.04", "14", 270, "90", "0.95", 4, 0),
)


def sheet(legs: Any = LEGS) -> str:
    """Legs as CSV."""
    rows = [
        f"{code},Line,{mode},{start},{end},{days},12:00,2025-01-01,{hours},USD,{kg},{cbm},30,{km},{co2},GLEC,"
        f"{reliability},{late},{most},test"
        for code, mode, start, end, days, hours, kg, cbm, km, co2, reliability, late, most in legs
    ]
    return "\n".join([COLUMNS, *rows])


def network() -> None:
    """From Shanghai to Duisburg by three ways."""
    with transaction.atomic():
        logistics.load_legs(sheet())


def consignment(at: datetime, *, days: int | None = 45, weight: str = "800", currency: str = "EUR") -> Consignment:
    """Four cubic metres from Shanghai to Duisburg, there within so many days."""
    due_by = None if days is None else at + timedelta(days=days)
    return Consignment("CNSHA", "DEDUI", Decimal(weight), Decimal("4"), at, due_by, currency)


def plan(at: datetime, about: About | None = None, **more: Any) -> UUID:
    """A plan of the vendor that is entered."""
    return operations.ask(about or About(Subject.GOODS, "Pallets"), consignment(at, **more), at=at, by=TEAM)
