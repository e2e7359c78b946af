"""What a vendor's people collect, pack and drive out with: inside the vendor and a transaction."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from djmoney.money import Money

from apps.common.ids import new_id
from apps.fulfilment.models import RoutePlan, RouteStop, Wave
from apps.fulfilment.operations import cartons, vehicles
from apps.fulfilment.types import CartonDraft
from apps.warehouse import selectors as warehouses


def ids(currency: str, *, at: datetime) -> dict[str, Any]:
    """A carton, a walk, a vehicle, and a plan with a stop that is not placed, as addresses name them."""
    house = warehouses.warehouses()[0].public_id
    wave = Wave.objects.create(warehouse_id=house, warehouse_code="NONE", metres=0, created_at=at, made_by="system:")
    plan = RoutePlan.objects.create(warehouse_id=house, day=at.date(), seconds=1, created_at=at, made_by="system:")
    stop = RouteStop.objects.create(
        plan=plan, fulfilment_id=new_id(), order_id=new_id(), order_number="NONE", weight_g=1, litres=1,
        address={"recipient": "Nobody", "country": "DE"},
    )  # fmt: skip
    vehicle_id = vehicles.keep_vehicle(
        None, name="Van", warehouse_id=house, count=1, most_weight_kg=500, most_litres=900, shift_from=time(8),
        shift_until=time(16), speed_kmh=30, day_cost=Money(90, currency), km_cost=Money(2, currency), at=at,
    )  # fmt: skip
    return {
        "carton_id": cartons.add_carton(carton("BOX", currency=currency), at=at),
        "wave_id": wave.public_id,
        "vehicle_id": vehicle_id,
        "plan_id": plan.public_id,
        "stop_id": stop.pk,
    }


def carton(code: str, size: tuple[int, int, int] = (310, 210, 160), *, currency: str = "CNY") -> CartonDraft:
    """A carton of these sizes inside, in millimetres, that carries 20 kg."""
    return CartonDraft(code, *size, 4, 100, 20_000, Money("0.50", currency))
