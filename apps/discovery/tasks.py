"""Discovery · work for the worker and the clock."""

from __future__ import annotations

import logging
import random

from django.core.cache import cache

from apps.common.clock import now
from apps.common.tasks import public_task
from apps.currencies import selectors as currencies
from apps.markets import selectors as markets
from apps.vendors import selectors as vendors

from .operations import drift, rebuild
from .selectors.landed import pricing_digest

log = logging.getLogger(__name__)

_VENDORS_AN_HOUR = 12
_SHARE = 0.01
_PRICED_WITH = "discovery:priced-with"


@public_task("discovery.refresh_landed_prices")
def refresh_landed_prices() -> None:
    """Compute all prices at the door again, vendor by vendor: after new exchange rates or duty rules."""
    currencies.forget()
    markets.forget()
    for vendor_id in vendors.cards():
        refresh_vendor_listings.delay(vendor_id=vendor_id)


@public_task("discovery.refresh_vendor_listings")
def refresh_vendor_listings(vendor_id: int) -> None:
    """Project one vendor's products again, at rates read anew."""
    currencies.forget()
    markets.forget()
    rebuild.rebuild_vendor(vendor_id, at=now())


@public_task("discovery.check_drift")
def check_drift() -> None:
    """Compare a hundredth of a dozen vendors' products with their rows, and repair what differs.

    Where a duty rule began, ended or was edited since the last time, all prices at
    the door are computed again.
    """
    at = now()
    digest = pricing_digest(at.date())
    if cache.get_or_set(_PRICED_WITH, digest, None) != digest:
        cache.set(_PRICED_WITH, digest, None)
        refresh_landed_prices.delay()
    known = sorted(vendors.cards())
    seed = int(at.timestamp())
    for vendor_id in random.Random(seed).sample(known, min(_VENDORS_AN_HOUR, len(known))):  # noqa: S311
        found = drift.check_vendor(vendor_id, share=_SHARE, seed=seed)
        for (_, product_id), reason in found.differing.items():
            log.warning("discovery drift: vendor %s product %s: %s", vendor_id, product_id, reason)
        drift.repair(found, at=at)
