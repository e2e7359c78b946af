"""Warehouse · houses and their bins · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from apps.common.addresses import PostalAddress
from apps.common.transactions import transaction_required

from .. import selectors
from ..errors import BinCodeTaken, WarehouseCodeTaken, WarehouseMissing
from ..models import Bin, Warehouse
from ..types import BinInfo, WarehouseInfo, WarehouseKind


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
    operator: str = "",
) -> WarehouseInfo:
    """A new house in the country of its address. Latitude and longitude in decimal degrees.

    The goods in it stay the vendor's; `operator` is who runs the house where that is somebody else.

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
        operator=operator,
        created_at=at,
    )
    return selectors.as_info(row)


@transaction_required
def change_warehouse(code: str, *, name: str, operator: str, processing_days: int | None = None) -> WarehouseInfo:
    """Give a house another name, operator or time to prepare parcels (days, None for the vendor's own).

    Raises:
        WarehouseMissing: there is no such house.
    """
    changed = Warehouse.objects.filter(code=code).update(name=name, operator=operator, processing_days=processing_days)
    if not changed:
        raise WarehouseMissing(warehouse=code)
    return selectors.warehouse(code)


@transaction_required
def add_bin(
    warehouse: str, *, code: str, aisle: str = "", x_m: Decimal = Decimal(0), y_m: Decimal = Decimal(0), at: datetime
) -> BinInfo:
    """A new bin of a house; `x_m` and `y_m` are metres from the packing table.

    Raises:
        WarehouseMissing: there is no such house. BinCodeTaken: it has a bin of this code.
    """
    house = Warehouse.objects.filter(code=warehouse).first()
    if house is None:
        raise WarehouseMissing(warehouse=warehouse)
    if Bin.objects.filter(warehouse=house, code=code).exists():
        raise BinCodeTaken(field="code", value=code)
    row = Bin.objects.create(warehouse=house, code=code, aisle=aisle, x_m=x_m, y_m=y_m, created_at=at)
    return BinInfo(row.public_id, house.code, row.code, row.aisle, row.x_m, row.y_m)


def _degrees(value: Decimal | float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.0001"))
