"""observability · no app · how the installation fares this moment: what waits, and when the clock's tasks last ran."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from celery import current_app
from django.conf import settings
from django.core.cache import cache

from apps.common.clock import now
from apps.currencies import selectors as currencies
from apps.currencies.types import SourceState
from apps.logistics import selectors as logistics
from apps.outbox import selectors as outbox
from apps.outbox.selectors import Backlog
from apps.risk import selectors as risk
from apps.risk.models import Alarm
from apps.stock import selectors as stock

from .tasks import SUCCESS_KEY, scheduled

_BROKER_TIMEOUT_S = 2


@dataclass(frozen=True)
class Pulse:
    """Figures at one instant. Queue lengths are None where the broker does not tell."""

    at: datetime
    outbox: Backlog
    holds: int
    trackers_due: int
    queues: dict[str, int | None]
    succeeded: dict[str, datetime | None]
    alarms: list[Alarm]
    rate_sources: list[SourceState]
    rates_waiting: int

    @property
    def lag_s(self) -> float:
        """Age of the oldest event that waits, in seconds."""
        return (self.at - self.outbox.oldest_at).total_seconds() if self.outbox.oldest_at else 0.0


def take() -> Pulse:
    """Take the pulse: seven statements, one question to the cache and one to the broker."""
    at = now()
    return Pulse(
        at=at,
        outbox=outbox.backlog(),
        holds=stock.held_count(),
        trackers_due=logistics.due_count(at=at),
        queues=queue_lengths(),
        succeeded=last_successes(),
        alarms=risk.open_alarms(),
        rate_sources=currencies.source_states(at),
        rates_waiting=currencies.waiting().count(),
    )


def queue_lengths() -> dict[str, int | None]:
    """Messages that wait in each queue, and those that workers have taken but not finished («unacknowledged»)."""
    names = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    try:
        with current_app.connection_for_read(connect_timeout=_BROKER_TIMEOUT_S) as link:
            client = getattr(link.default_channel, "client", None)
            if client is None:
                return dict.fromkeys(names)
            with client.pipeline(transaction=False) as ask:
                for name in names:
                    ask.llen(name)
                ask.hlen("unacked")
                return dict(zip([*names, "unacknowledged"], ask.execute(), strict=True))
    except (OSError, *current_app.connection_for_read().connection_errors):
        return dict.fromkeys(names)


def last_successes() -> dict[str, datetime | None]:
    """When each task of the clock last succeeded; None where the cache does not know."""
    names = sorted(scheduled())
    known = cache.get_many([SUCCESS_KEY.format(name) for name in names])
    instants = {name: known.get(SUCCESS_KEY.format(name)) for name in names}
    return {name: datetime.fromtimestamp(at, UTC) if at else None for name, at in instants.items()}
