"""Which day it is where a carrier comes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from apps.common.addresses import PostalAddress
from apps.shipping.operations.pickups import today_at
from apps.warehouse.types import WarehouseInfo


@pytest.mark.parametrize(
    ("hour", "country", "place", "day"),
    [
        (20, "CN", (28.1, 119.1), date(2026, 3, 2)),
        (20, "DE", (52.5, 13.4), date(2026, 3, 1)),
        (5, "US", (34.0, -118.2), date(2026, 2, 28)),
        (5, "US", (40.7, -74.0), date(2026, 3, 1)),
        (5, "US", (None, None), date(2026, 2, 28)),
        (20, "CN", (None, None), date(2026, 3, 2)),
        (5, "NZ", (None, None), date(2026, 3, 1)),
    ],
)
def test_a_day_is_the_warehouse_s_own(
    hour: int, country: str, place: tuple[float | None, float | None], day: date
) -> None:
    address = PostalAddress(recipient="Works", country=country, lines=("1 Road",), locality="Town")
    house = WarehouseInfo(UUID(int=1), "W", "Works", "own", country, address, *place)

    assert today_at(house, at=datetime(2026, 3, 1, hour, tzinfo=UTC)) == day
