"""Stock · scheduled work · public schema."""

from __future__ import annotations

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations


@public_task("stock.release_expired_holds")
def release_expired_holds() -> int:
    """Put goods back on sale whose hold has run out."""
    return operations.release_in_batches(at=now())
