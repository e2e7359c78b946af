"""Itineraries · planning anew at work · vendor's schema."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.tasks import vendor_task

from . import operations
from .errors import PlanClosed, PlanUnknown

log = logging.getLogger(__name__)


@vendor_task("itineraries.replan")
def replan(plan_ids: list[str], *, leg_code: str, vendor: Any) -> int:
    """Plan a vendor's goods anew that need a leg; how many take another way, or have none left."""
    changed = 0
    for plan_id in plan_ids:
        try:
            with transaction.atomic():
                changed += operations.replan(UUID(plan_id), leg_code=leg_code, at=now())
        except (PlanUnknown, PlanClosed):
            continue
        except MarketError as refused:
            log.warning("plan %s keeps its way: %s", plan_id, refused)
    return changed
