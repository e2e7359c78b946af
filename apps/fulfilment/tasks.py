"""Fulfilment · long searches: cheaper boxes, rounds of a day · vendor's schema."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import override

from apps.common.clock import now
from apps.common.tasks import vendor_task

from .operations import planning, rounds, slotting


@vendor_task("fulfilment.improve_packing")
def improve_packing(fulfilment_id: str, *, vendor: Any) -> bool:
    """Search for cheaper boxes for a shipment that nobody has begun to pack; whether there were."""
    return planning.improve(UUID(fulfilment_id), at=now())


@vendor_task("fulfilment.propose_slots")
def propose_slots(warehouse_id: str, *, vendor: Any) -> int:
    """Look for better slots for a house's goods; how many moves would pay for themselves."""
    found = slotting.work_out(UUID(warehouse_id), vendor_id=vendor.pk, at=now())
    return len(found.proposals)


@vendor_task("fulfilment.plan_rounds")
def plan_rounds(plan_id: str, attempt: int, *, vendor: Any, language: str) -> bool:
    """Plan a day's rounds, problems in the language of who asked; whether they were kept."""
    with override(language):
        return rounds.search(UUID(plan_id), attempt)
