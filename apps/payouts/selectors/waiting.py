"""Payouts · what has waited too long · public schema."""

from __future__ import annotations

from datetime import datetime

from apps.payouts.models import Break
from apps.payouts.types import BreakStatus


def breaks_older_than(instant: datetime) -> int:
    """How many unresolved breaks were opened before an instant."""
    return Break.objects.exclude(status=BreakStatus.RESOLVED).filter(opened_at__lt=instant).count()
