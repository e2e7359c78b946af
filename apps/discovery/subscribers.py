"""Discovery · what happens here when goods, shelves, vendors, reviews or rates change. All idempotent."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from apps.common.clock import now
from apps.outbox.registry import subscribe, subscribe_many
from apps.outbox.types import OutboxRecord

from . import tasks
from .operations import changes, projection


def refresh_products(records: Sequence[OutboxRecord]) -> None:
    """Project products of a vendor again, from what its schema says now."""
    vendor_id = records[0].vendor_id
    if vendor_id is not None:
        product_ids = {UUID(record.payload["product_id"]) for record in records}
        projection.project_products(product_ids, vendor_id=vendor_id, at=now())


def refresh_stock(records: Sequence[OutboxRecord]) -> None:
    """Show the new state of a vendor's shelves."""
    vendor_id = records[0].vendor_id
    if vendor_id is not None:
        variant_ids = {UUID(record.payload["variant_id"]) for record in records}
        changes.note_stock(variant_ids, vendor_id=vendor_id, at=now())


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
    subscribe_many("catalog.product_changed", refresh_products, name="discovery.refresh_product")
    subscribe_many("reviews.published", refresh_products, name="discovery.refresh_reviewed")
    subscribe_many("stock.level_changed", refresh_stock, name="discovery.refresh_stock")
    subscribe("vendors.vendor_changed", refresh_vendor, name="discovery.refresh_vendor")
    subscribe("currencies.rates_refreshed", refresh_prices, name="discovery.refresh_prices")
    subscribe("currencies.markup_changed", refresh_prices, name="discovery.refresh_marked_up")
    subscribe("tariffs.rules_changed", follow_rules, name="discovery.follow_rules")
    subscribe("markets.prices_changed", refresh_prices, name="discovery.refresh_neat_prices")
