"""Markets · what happens here when rates change. Idempotent."""

from __future__ import annotations

from apps.common.clock import now
from apps.currencies import selectors as currencies
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import operations


def hold_rates(_: OutboxRecord) -> None:
    """Let neat prices follow rates that moved far enough."""
    currencies.forget()
    operations.hold_rates(at=now())


def register() -> None:
    """Listen; called once when the app is ready."""
    subscribe("currencies.rates_refreshed", hold_rates, name="markets.hold_rates")
