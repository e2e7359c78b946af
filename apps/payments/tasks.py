"""Payments · scheduled work and calls to providers · public schema."""

from __future__ import annotations

from uuid import UUID

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations


@public_task("payments.resolve_unknown")
def resolve_unknown() -> int:
    """Find out about every operation and callback that is due."""
    return operations.resolve_due(at=now())


@public_task("payments.perform_operation")
def perform_operation(operation_id: str) -> str:
    """Carry out one operation at the provider."""
    return operations.perform(UUID(operation_id), at=now()).value
