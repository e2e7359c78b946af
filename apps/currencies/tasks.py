"""Currencies · background work · public schema."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction

from apps.common import clock
from apps.common.errors import Retryable
from apps.common.tasks import public_task

from . import ecb, history, operations, rules, selectors

log = logging.getLogger(__name__)


@public_task("currencies.refresh_exchange_rates", autoretry_for=(Retryable,), retry_backoff=True, max_retries=5)
def refresh_exchange_rates() -> dict[str, int]:
    """Read the central bank's feed and keep what is new; warn when the newest rates are old."""
    at = clock.now()
    rates = ecb.parse(ecb.fetch(settings.ECB_FEED_URL), url=settings.ECB_FEED_URL)
    with transaction.atomic():
        kept = operations.store_rates(rates, at=at)
    newest = selectors.newest_date(history.ECB)
    if newest and (at.date() - newest).days > rules.OLDEST_FRESH_DAYS:
        log.warning("The newest exchange rates are of %s", newest)
    return {"stored": kept.stored, "unchanged": kept.unchanged, "pending": kept.pending}
