"""Aftersales · the seller's own rule for returns · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from apps.aftersales.models import ReturnPolicy
from apps.aftersales.types import LostRule, Payer
from apps.common.transactions import transaction_required


@transaction_required
def set_policy(
    *,
    days: int,
    payer: Payer,
    approves_by_itself: bool,
    uses_hubs: bool,
    returnless_below: Decimal,
    lost_rule: LostRule,
    at: datetime,
) -> ReturnPolicy:
    """Set what the seller grants beside the law; returns that are open keep what held when they were asked for."""
    row, _is_new = ReturnPolicy.objects.update_or_create(
        pk=1,
        defaults={
            "days": days,
            "payer": payer,
            "approves_by_itself": approves_by_itself,
            "uses_hubs": uses_hubs,
            "returnless_below": returnless_below,
            "lost_rule": lost_rule,
            "changed_at": at,
        },
    )
    return row
