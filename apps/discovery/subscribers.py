"""Discovery · what happens here when goods, shelves, vendors, reviews or rates change. All idempotent."""

from __future__ import annotations

from uuid import UUID

from apps.common.clock import now
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import tasks
from .operations import changes, projection


def refresh_product(record: OutboxRecord) -> None:
    """Project the product again, from what its vendor's schema says now."""
    if record.vendor_id is not None:
        projection.project_products([UUID(record.payload["product_id"])], vendor_id=record.vendor_id, at=now())


def refresh_stock(record: OutboxRecord) -> None:
    """Show the new state of a variant's shelf."""
    if record.vendor_id is not None:
        changes.note_stock(UUID(record.payload["variant_id"]), vendor_id=record.vendor_id, at=now())


def refresh_vendor(record: OutboxRecord) -> None:
    """Show or hide a vendor's goods, under its present name; where it says otherwise who answers, list them anew."""
    if record.vendor_id is not None:
        changes.note_vendor(record.vendor_id)
        if changes.tells_otherwise(record.vendor_id):
            tasks.refresh_vendor_listings.delay(vendor_id=record.vendor_id)


def refresh_prices(_: OutboxRecord) -> None:
    """Have all prices at the door computed again, in batches, by the worker."""
    tasks.refresh_landed_prices.delay()


def follow_rules(_: OutboxRecord) -> None:
    """Have prices of those markets computed again whose rules are other ones, in batches, by the worker."""
    tasks.follow_rules.delay()


def register() -> None:
    """Listen; called once when the app is ready."""
    subscribe("catalog.product_changed", refresh_product, name="discovery.refresh_product")
    subscribe("reviews.published", refresh_product, name="discovery.refresh_reviewed")
    subscribe("stock.level_changed", refresh_stock, name="discovery.refresh_stock")
    subscribe("vendors.vendor_changed", refresh_vendor, name="discovery.refresh_vendor")
    subscribe("currencies.rates_refreshed", refresh_prices, name="discovery.refresh_prices")
    subscribe("currencies.markup_changed", refresh_prices, name="discovery.refresh_marked_up")
    subscribe("tariffs.rules_changed", follow_rules, name="discovery.follow_rules")
    subscribe("markets.prices_changed", refresh_prices, name="discovery.refresh_neat_prices")
