"""Credits · scheduled work · public schema."""

from __future__ import annotations

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations


@public_task("credits.release_expired_holds")
def release_expired_holds() -> int:
    """Let go of credit that a checkout held for too long."""
    return operations.release_expired(at=now())


@public_task("credits.expire_cards")
def expire_cards() -> int:
    """Close gift cards whose time is over."""
    return operations.expire_cards(at=now())
