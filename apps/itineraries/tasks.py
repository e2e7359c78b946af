"""Itineraries · planning anew at work, and what a lost message left out · public schema, then the vendor's."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.tasks import public_task, vendor_task
from apps.logistics import operations as logistics

from . import operations
from .errors import PlanClosed, PlanUnknown

log = logging.getLogger(__name__)

BATCH = 25  # plans of one vendor in a task, so that several workers share a closing that hits many
ROUND = 1000  # plans that beat finds in one go


def hand_out(concerned: Iterable[tuple[int, UUID]], *, leg_code: str) -> None:
    """Have plans (vendor and id) made anew: a task for each vendor and twenty-five of them. What the broker loses beat
    finds."""
    plans: dict[int, list[str]] = defaultdict(list)
    for vendor_id, plan_id in concerned:
        plans[vendor_id].append(str(plan_id))
    for vendor_id, every in plans.items():
        for start in range(0, len(every), BATCH):
            replan.delay(every[start : start + BATCH], leg_code=leg_code, vendor_id=vendor_id)


@public_task("itineraries.reach")
def reach() -> int:
    """Have those plans made anew that a closed or opened leg has not reached within twenty seconds; how many."""
    with transaction.atomic():
        unreached = logistics.claim_unreached(at=now(), limit=ROUND)
    hand_out(unreached, leg_code="")
    return len(unreached)


@vendor_task("itineraries.replan")
def replan(plan_ids: list[str], *, leg_code: str, vendor: Any) -> int:
    """Plan a vendor's goods anew that need a leg; how many take another way, or have none left."""
    changed = 0
    for plan_id in plan_ids:
        try:
            with transaction.atomic():
                changed += operations.replan(UUID(plan_id), leg_code=leg_code, at=now())
        except (PlanUnknown, PlanClosed):
            with transaction.atomic():
                logistics.note_look(UUID(plan_id), at=now())
        except MarketError as refused:
            log.warning("plan %s keeps its way: %s", plan_id, refused)
    return changed
