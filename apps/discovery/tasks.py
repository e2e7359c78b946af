"""Discovery · work for the worker and the clock."""

from __future__ import annotations

import logging
import random

from django.core.cache import cache

from apps.common.clock import now
from apps.common.tasks import public_task
from apps.currencies import selectors as currencies
from apps.markets import selectors as markets
from apps.registrations import selectors as registrations
from apps.tariffs import selectors as tariffs
from apps.vendors import selectors as vendors

from .operations import drift, rebuild
from .selectors.landed import pricing_digests

log = logging.getLogger(__name__)

_VENDORS_AN_HOUR = 12
_SHARE = 0.01
_PRICED_WITH = "discovery:priced-with:2"


@public_task("discovery.refresh_landed_prices")
def refresh_landed_prices(in_markets: list[str] | None = None) -> None:
    """Compute all prices at the door again, or those of some markets, vendor by vendor."""
    _read_anew()
    for vendor_id in vendors.cards():
        refresh_vendor_listings.delay(vendor_id=vendor_id, in_markets=in_markets)


@public_task("discovery.refresh_vendor_listings")
def refresh_vendor_listings(vendor_id: int, in_markets: list[str] | None = None) -> None:
    """Project one vendor's products again, at rates and rules read anew; in the markets that are named, or in all."""
    _read_anew()
    rebuild.rebuild_vendor(vendor_id, in_markets=in_markets, at=now())


@public_task("discovery.follow_rules")
def follow_rules() -> None:
    """Compute prices at the door again in each market whose rules are other ones than the last time."""
    _refresh_changed(is_news=True)


@public_task("discovery.check_drift")
def check_drift() -> None:
    """Compare a hundredth of a dozen vendors' products with their rows, and repair what differs; see to rules."""
    at = now()
    _refresh_changed(is_news=False)
    known = sorted(vendors.cards())
    seed = int(at.timestamp())
    for vendor_id in random.Random(seed).sample(known, min(_VENDORS_AN_HOUR, len(known))):  # noqa: S311
        found = drift.check_vendor(vendor_id, share=_SHARE, seed=seed)
        for (_, product_id), reason in found.differing.items():
            log.warning("discovery drift: vendor %s product %s: %s", vendor_id, product_id, reason)
        drift.repair(found, at=at)


def _refresh_changed(*, is_news: bool) -> None:
    """Refresh markets whose rules differ from the last time's; all, where news came and nobody knows those."""
    _read_anew()
    digests = pricing_digests(now().date())
    before = cache.get(_PRICED_WITH)
    if before is None:
        before = {} if is_news else digests
    cache.set(_PRICED_WITH, digests, None)
    changed = sorted(market for market, digest in digests.items() if before.get(market) != digest)
    if changed:
        refresh_landed_prices.delay(in_markets=changed)


def _read_anew() -> None:
    """What this process remembers of rates, markets, registrations and rules may be a minute old."""
    currencies.forget()
    markets.forget()
    registrations.forget()
    tariffs.look_for_news()
