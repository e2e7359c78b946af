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


@public_task("credits.send_cards")
def send_cards() -> int:
    """Mail the gift cards whose day has come."""
    return operations.send_due_cards(at=now())


@public_task("credits.expire_sales")
def expire_sales() -> int:
    """End the buying of gift cards that were not paid in time."""
    return operations.expire_sales(at=now())
