"""What a vendor has for sending parcels, without a carrier: inside the vendor."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from apps.common.types import SYSTEM
from apps.shipping.models import Fulfilment, LabelBatch, Pickup
from apps.shipping.operations import devices, positions
from apps.shipping.types import PickupStatus


def dispatch_ids(slug: str, *, at: datetime) -> dict[str, str]:
    """A batch of labels, a visit of a carrier, and a device with a point and a geofence, as addresses name them."""
    row = Fulfilment.objects.order_by("pk").first()
    assert row is not None
    batch = LabelBatch.objects.create(created_at=at, made_by=str(SYSTEM.kind))
    device(f"{slug}-van", at=at)
    devices.keep_geofence(f"{slug}-depot", name="Depot", latitude=50.0, longitude=10.0, radius_m=500)
    return {
        "batch_id": str(batch.public_id),
        "pickup_id": str(pickup(row, at=at, status=PickupStatus.CANCELLED, cancelled_at=at).public_id),
        "device": f"{slug}-van",
        "fence": f"{slug}-depot",
        "number": f"{slug}-manifest",
    }


def device(code: str, *, at: datetime, **facts: Any) -> Any:
    """A device that has told where it is."""
    row = devices.keep_device(code, at=at, **facts)
    positions.take_in([positions.ToldPoint(code, at - timedelta(minutes=5), 50.0, 10.0)], at=at)
    return row


def pickup(row: Fulfilment, *, at: datetime, **facts: Any) -> Pickup:
    """A carrier that comes tomorrow."""
    return Pickup.objects.create(
        carrier_id=row.carrier_id, warehouse_id=row.warehouse_id, day=at.date() + timedelta(days=1),
        ready_from=time(14), ready_until=time(17), parcel_count=1, weight_g=1000, confirmation="pck_x", created_at=at,
        **facts,
    )  # fmt: skip
