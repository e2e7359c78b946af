"""Ledger · scheduled work · public schema."""

from __future__ import annotations

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations


@public_task("ledger.make_checkpoints")
def make_checkpoints() -> int:
    """Carry on what accounts came to, so that a balance reads a few postings only."""
    return operations.make_checkpoints(at=now())
