"""What a vendor's people collect, pack and drive out with: inside the vendor and a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from djmoney.money import Money

from apps.common.ids import new_id
from apps.fulfilment.models import Wave
from apps.fulfilment.operations import cartons
from apps.fulfilment.types import CartonDraft


def ids(currency: str, *, at: datetime) -> dict[str, Any]:
    """A carton and a walk, as addresses name them."""
    wave = Wave.objects.create(warehouse_id=new_id(), warehouse_code="NONE", metres=0, created_at=at, made_by="system:")
    return {
        "carton_id": cartons.add_carton(carton("BOX", currency=currency), at=at),
        "wave_id": wave.public_id,
    }


def carton(code: str, size: tuple[int, int, int] = (310, 210, 160), *, currency: str = "CNY") -> CartonDraft:
    """A carton of these sizes inside, in millimetres, that carries 20 kg."""
    return CartonDraft(code, *size, 4, 100, 20_000, Money("0.50", currency))
