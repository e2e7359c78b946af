"""Payouts · differences and their ages, and lines that wait · public schema."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from ..errors import PayoutUnknown
from ..models import Break, SettlementLine, StatementLine
from ..rules.cycles import AGES, ageing
from ..types import BreakStatus


def breaks() -> QuerySet[Break]:
    """Every difference, newest first, to be narrowed and cut by who shows them."""
    return Break.objects.select_related("owner", "made_by").order_by("-pk")


def open_breaks() -> QuerySet[Break]:
    """Those that are not resolved."""
    return breaks().exclude(status=BreakStatus.RESOLVED)


def find_break(public_id: UUID) -> Break:
    """One difference.

    Raises:
        PayoutUnknown: there is none.
    """
    found = breaks().filter(public_id=public_id).first()
    if found is None:
        raise PayoutUnknown()
    return found


def ages(*, at: datetime) -> dict[str, int]:
    """How many open differences are how many days old, by bucket; all buckets are there."""
    counted = Counter(ageing((at - opened).days) for opened in open_breaks().values_list("opened_at", flat=True))
    return {bucket: counted[bucket] for bucket in AGES}


def unmatched_lines() -> QuerySet[StatementLine]:
    """Lines of bank statements that nobody knows yet."""
    return StatementLine.objects.filter(match="")


def settlement_lines() -> QuerySet[SettlementLine]:
    """Every line of the providers' reports, to be narrowed and summed by who compares."""
    return SettlementLine.objects.all()
