"""Screening · how long what is known of parties is kept · public schema."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from apps.common.transactions import transaction_required
from apps.screening.models import Involvement, Match, Party


@transaction_required
def close_order(order_id: UUID, *, at: datetime) -> None:
    """An order is delivered or called off: its parties need no further screening for it. Twice is once."""
    Involvement.objects.filter(order_id=order_id, closed_at__isnull=True).update(closed_at=at)


@transaction_required
def forget(*, at: datetime) -> int:
    """Drop the facts of parties that the law needs no more; fingerprint, instants and results stay. How many.

    SCREENING_KEEP_DAYS after the last order closed; SCREENING_RECORD_DAYS where the party ever matched an entry.
    """
    short = at - timedelta(days=settings.SCREENING_KEEP_DAYS)
    long = at - timedelta(days=settings.SCREENING_RECORD_DAYS)
    busy = Involvement.objects.filter(party=OuterRef("pk")).filter(Q(closed_at__isnull=True) | Q(closed_at__gt=short))
    matched = Match.objects.filter(party=OuterRef("pk"))
    parties = Party.objects.filter(forgotten_at__isnull=True, seen_at__lt=short).exclude(Exists(busy))
    return parties.filter(~Exists(matched) | Q(seen_at__lt=long)).update(
        name="", country="", birth_date="", identifiers=[], edition="", forgotten_at=at
    )
