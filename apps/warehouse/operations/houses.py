"""Warehouse · opening houses · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from apps.common.addresses import PostalAddress
from apps.common.transactions import transaction_required

from .. import selectors
from ..errors import WarehouseCodeTaken
from ..models import Warehouse
from ..types import WarehouseInfo, WarehouseKind


@transaction_required
def open_warehouse(
    *,
    code: str,
    name: str,
    address: PostalAddress,
    at: datetime,
    kind: str = WarehouseKind.OWN,
    latitude: Decimal | float | None = None,
    longitude: Decimal | float | None = None,
    processing_days: int | None = None,
) -> WarehouseInfo:
    """A new house in the country of its address. Latitude and longitude in decimal degrees.

    Raises:
        WarehouseCodeTaken: the vendor has a house of this code.
    """
    if Warehouse.objects.filter(code=code).exists():
        raise WarehouseCodeTaken(field="code", value=code)
    row = Warehouse.objects.create(
        code=code,
        name=name,
        kind=kind,
        country=address.country,
        address=address.as_json(),
        latitude=_degrees(latitude),
        longitude=_degrees(longitude),
        processing_days=processing_days,
        created_at=at,
    )
    return selectors.as_info(row)


def _degrees(value: Decimal | float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.0001"))
