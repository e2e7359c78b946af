"""Risk · scheduled work · public schema."""

from __future__ import annotations

from django.db import transaction

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations


@public_task("risk.watch")
def watch() -> int:
    """Look after payments and providers, raise alarms and close those that are over; how many are open."""
    with transaction.atomic():
        return operations.watch(at=now())


@public_task("risk.learn")
def learn() -> int:
    """Learn what is usual; the number of decisions learned from."""
    with transaction.atomic():
        made = operations.learn(at=now())
    return made.sample_count if made else 0


@public_task("risk.forget_old")
def forget_old() -> int:
    """Delete signals that are older than they may be kept; how many."""
    return operations.forget_old(at=now())
