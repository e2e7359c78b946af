"""Discovery · work for the worker and the clock."""

from __future__ import annotations

import logging
import random

from apps.common.clock import now
from apps.common.tasks import public_task
from apps.vendors import selectors as vendors

from .operations import drift, rebuild

log = logging.getLogger(__name__)

_VENDORS_AN_HOUR = 12
_SHARE = 0.01


@public_task("discovery.refresh_landed_prices")
def refresh_landed_prices() -> None:
    """Compute all prices at the door again, vendor by vendor: after new exchange rates or duty rules."""
    for vendor_id in vendors.cards():
        refresh_vendor_listings.delay(vendor_id=vendor_id)


@public_task("discovery.refresh_vendor_listings")
def refresh_vendor_listings(vendor_id: int) -> None:
    """Project one vendor's products again."""
    rebuild.rebuild_vendor(vendor_id, at=now())


@public_task("discovery.check_drift")
def check_drift() -> None:
    """Compare a hundredth of a dozen vendors' products with their rows, and repair what differs."""
    at = now()
    known = sorted(vendors.cards())
    seed = int(at.timestamp())
    for vendor_id in random.Random(seed).sample(known, min(_VENDORS_AN_HOUR, len(known))):  # noqa: S311
        found = drift.check_vendor(vendor_id, share=_SHARE, seed=seed)
        for (_, product_id), reason in found.differing.items():
            log.warning("discovery drift: vendor %s product %s: %s", vendor_id, product_id, reason)
        drift.repair(found, at=at)
