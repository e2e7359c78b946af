"""Outbox · scheduled work · public schema."""

from __future__ import annotations

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations


@public_task("outbox.forget_keys")
def forget_keys() -> int:
    """Forget the answers of requests that nobody will repeat any more."""
    return operations.forget_keys(at=now())
