"""Fulfilment · long searches: cheaper boxes, rounds of a day · vendor's schema."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apps.common.clock import now
from apps.common.tasks import vendor_task

from .operations import planning


@vendor_task("fulfilment.improve_packing")
def improve_packing(fulfilment_id: str, *, vendor: Any) -> bool:
    """Search for cheaper boxes for a shipment that nobody has begun to pack; whether there were."""
    return planning.improve(UUID(fulfilment_id), at=now())
