"""Logistics · vendors' planned ways indexed, and those found that a change of a leg has not reached · public schema."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from apps.common.transactions import transaction_required

from ..models import PlannedWay, ScheduledLeg
from ..selectors import WITHOUT_WAY
from ..types import WayState

SETTLED = timedelta(seconds=20)  # who looked this long after a change saw it, whatever committed when
PATIENCE = timedelta(seconds=60)  # how long a worker is given before it is asked again
_NEWS = timedelta(days=7)


@transaction_required
def index_way(one: WayState, *, vendor_id: int, at: datetime) -> None:
    """Keep where a vendor's planned way stands, and which legs it needs; `at` it was held against the timetables."""
    facts = {name: value for name, value in vars(one).items() if name != "plan_id"}
    PlannedWay.objects.update_or_create(
        plan_id=one.plan_id,
        defaults={
            **facts,
            "leg_codes": list(one.leg_codes),
            "vendor_id": vendor_id,
            "updated_at": at,
            "looked_at": at,
            "asked_at": None,
        },
    )


@transaction_required
def note_look(plan_id: UUID, *, at: datetime) -> None:
    """Keep that a plan was held against the timetables and stays as it is."""
    PlannedWay.objects.filter(plan_id=plan_id).update(looked_at=at, asked_at=None)


@transaction_required
def claim_unreached(*, at: datetime, limit: int) -> list[tuple[int, UUID]]:
    """Vendor and plan of open plans that nobody has looked at since a leg of theirs was closed or opened, or any leg
    was where they have no way left: whoever was asked to has not. None is told again within a minute.

    One statement where no leg has changed within a week, else three at most, over indexes.
    """
    changed: dict[datetime, list[str]] = defaultdict(list)
    news = ScheduledLeg.objects.filter(changed_at__gt=at - _NEWS, changed_at__lte=at - SETTLED)
    for code, changed_at in news.values_list("code", "changed_at"):
        if changed_at is not None:
            changed[changed_at].append(code)
    if not changed:
        return []
    unreached = Q(state=WITHOUT_WAY) & _unseen(max(changed))
    for changed_at, codes in changed.items():
        unreached |= Q(leg_codes__overlap=codes) & _unseen(changed_at)
    due = list(
        PlannedWay.objects.select_for_update(skip_locked=True)
        .filter(unreached, Q(asked_at=None) | Q(asked_at__lt=at - PATIENCE), is_open=True)
        .order_by("looked_at", "pk")[:limit]
    )
    PlannedWay.objects.filter(pk__in=[row.pk for row in due]).update(asked_at=at)
    return [(row.vendor_id, row.plan_id) for row in due]


def _unseen(changed_at: datetime) -> Q:
    return Q(looked_at=None) | Q(looked_at__lt=changed_at + SETTLED)
