"""Builders of houses."""

from __future__ import annotations

from datetime import datetime

from apps.common.addresses import PostalAddress
from apps.warehouse import operations
from apps.warehouse.models import Serial
from apps.warehouse.types import WarehouseInfo


def house(code: str, *, at: datetime, country: str = "CN", kind: str = "own") -> WarehouseInfo:
    """A house at 1 Kiln Road; the caller has entered the vendor and a transaction."""
    return operations.open_warehouse(
        code=code,
        name=f"{code} works",
        kind=kind,
        address=PostalAddress(recipient="Kiln", country=country, lines=("1 Kiln Road",)),
        latitude=29.2687,
        longitude=117.1784,
        at=at,
    )


def in_house() -> list[str]:
    """The numbers of the single pieces that lie in a house of the vendor's who is entered."""
    return list(Serial.objects.filter(state="in_house").values_list("number", flat=True))
