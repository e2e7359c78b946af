"""Risk · looking after payments and providers: alarms that open and close by themselves · public schema."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apps.common.transactions import transaction_required
from apps.payments.selectors import health as providers
from apps.payouts.selectors import waiting as payouts
from apps.risk.models import Alarm, Case
from apps.risk.types import AlarmKind, CaseStatus

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(hours=1)
# Below so many attempts an hour a share says nothing; below that share of authorised ones something is wrong.
LEAST_ATTEMPTS = 20
LEAST_SHARE = 0.5
LONGEST_CALLBACK = timedelta(minutes=5)
LONGEST_UNKNOWN = timedelta(minutes=15)
LONGEST_CASE = timedelta(hours=24)
OLDEST_BREAK = timedelta(days=3)


@dataclass(frozen=True)
class Trouble:
    """Something that is wrong just now."""

    kind: AlarmKind
    subject: str
    facts: Mapping[str, Any]


@transaction_required
def watch(*, at: datetime) -> int:
    """Open an alarm for whatever is wrong and has none, close those that are over; how many are open."""
    found = {(trouble.kind.value, trouble.subject): trouble for trouble in _troubles(at=at)}
    known = {(row.kind, row.subject): row for row in Alarm.objects.select_for_update().filter(closed_at__isnull=True)}
    for key, trouble in found.items():
        row = known.get(key)
        if row is None:
            log.error("alarm %s %s: %s", trouble.kind, trouble.subject, dict(trouble.facts))
            Alarm.objects.create(
                kind=trouble.kind, subject=trouble.subject, facts=dict(trouble.facts), opened_at=at, seen_at=at
            )
        else:
            row.facts, row.seen_at = dict(trouble.facts), at
            row.save(update_fields=["facts", "seen_at"])
    for key, row in known.items():
        if key not in found:
            log.warning("alarm %s %s is over after %s", row.kind, row.subject, at - row.opened_at)
            row.closed_at = at
            row.save(update_fields=["closed_at"])
    return len(found)


def _troubles(*, at: datetime) -> Iterator[Trouble]:
    for health in providers.health(since=at - LOOK_BACK, at=at):
        if health.settled >= LEAST_ATTEMPTS and health.authorised < LEAST_SHARE * health.settled:
            yield Trouble(
                AlarmKind.AUTHORISATION_RATE,
                health.gateway,
                {"authorised": health.authorised, "of": health.settled, "minutes": 60},
            )
        if health.oldest_callback is not None and at - health.oldest_callback > LONGEST_CALLBACK:
            yield Trouble(
                AlarmKind.CALLBACK_LAG,
                health.gateway,
                {"waiting": health.callbacks_waiting, "since": health.oldest_callback.isoformat()},
            )
        if health.oldest_unknown is not None and at - health.oldest_unknown > LONGEST_UNKNOWN:
            yield Trouble(
                AlarmKind.UNKNOWN_OPERATIONS,
                health.gateway,
                {"unknown": health.unknown, "since": health.oldest_unknown.isoformat()},
            )
    if old := payouts.breaks_older_than(at - OLDEST_BREAK):
        yield Trouble(AlarmKind.BREAKS, "", {"open": old, "days": OLDEST_BREAK.days})
    waiting = Case.objects.filter(status=CaseStatus.OPEN, opened_at__lt=at - LONGEST_CASE).count()
    if waiting:
        yield Trouble(AlarmKind.CASES_WAIT, "", {"open": waiting, "hours": 24})
