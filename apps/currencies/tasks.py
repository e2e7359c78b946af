"""Currencies · background work · public schema."""

from __future__ import annotations

import logging

from django.db import transaction

from apps.common import clock, metrics
from apps.common.errors import Retryable
from apps.common.tasks import public_task

from . import operations, selectors
from .errors import FeedInvalid
from .sources import registry

log = logging.getLogger(__name__)


@public_task("currencies.refresh_exchange_rates", autoretry_for=(Retryable,), retry_backoff=True, max_retries=5)
def refresh_exchange_rates() -> dict[str, int]:
    """Read every source of the settings and keep what is new; warn when the newest rates of one are old.

    A source that fails keeps no other from being read; what it failed with is raised in the end, so that the task is
    tried again. Repeating it changes nothing.
    """
    counts = {"stored": 0, "unchanged": 0, "pending": 0}
    problem: Retryable | FeedInvalid | None = None
    for source in registry.feeds():
        at = clock.now()
        try:
            rates = source.read(at=at)
        except (Retryable, FeedInvalid) as failed:
            metrics.RATE_SOURCE_FAILURES.labels(source.name).inc()
            log.error("%s could not be read: %s", source.name, failed)
            problem = failed if problem is None or isinstance(failed, Retryable) else problem
            continue
        with transaction.atomic():
            kept = operations.store_rates(rates, at=at)
        counts["stored"] += kept.stored
        counts["unchanged"] += kept.unchanged
        counts["pending"] += kept.pending
    for state in selectors.source_states(clock.now()):
        if state.is_stale:
            log.warning("The newest exchange rates of %s are of %s", state.name, state.newest)
    if problem is not None:
        raise problem
    return counts
