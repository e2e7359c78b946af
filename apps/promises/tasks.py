"""Promises · scheduled work · public schema."""

from __future__ import annotations

from django.db import transaction

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations


@public_task("promises.learn")
def learn() -> int:
    """Learn what each way takes; the number of pools that tell."""
    with transaction.atomic():
        return operations.learn(at=now())
