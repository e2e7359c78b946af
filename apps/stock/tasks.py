"""Stock · scheduled work · public schema."""

from __future__ import annotations

from django.db import transaction

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations


@public_task("stock.release_expired_holds")
def release_expired_holds() -> int:
    """Put goods back on sale whose hold has run out."""
    return operations.release_in_batches(at=now())


@public_task("stock.tend_hot_shelves")
def tend_hot_shelves() -> tuple[int, int]:
    """Spread the pieces of shelves that many want at once, and see which those are."""
    return operations.tend(at=now())


@public_task("stock.announce_low_shelves")
def announce_low_shelves() -> int:
    """Tell vendors whose shelves run low."""
    with transaction.atomic():
        return operations.announce_low(at=now())
