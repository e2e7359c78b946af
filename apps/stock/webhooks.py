"""Stock · what a vendor's programs hear of its shelves · public schema."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.outbox.types import OutboxRecord
from apps.webhooks.registry import offer

from . import selectors


def offer_all() -> None:
    """Say what there is to hear of."""
    offer(
        "stock.level_changed",
        type="stock.changed",
        title=_("A variant sold out, came back, or was counted"),
        describe=describe,
    )
    offer(
        "stock.shelf_low",
        type="stock.low",
        title=_("A shelf has fewer pieces than you want there"),
        describe=describe_low,
    )


def describe(record: OutboxRecord) -> dict[str, Any]:
    """What can be sold of the variant now, by the warehouses' countries."""
    variant_id = UUID(record.payload["variant_id"])
    found = selectors.availability([variant_id]).get(variant_id)
    return {
        "variant_id": variant_id,
        "sellable": found.sellable if found else 0,
        "by_country": [{"country": country, "sellable": pieces} for country, pieces in found.by_country]
        if found
        else [],
    }


def describe_low(record: OutboxRecord) -> dict[str, Any]:
    """The shelf, what was sellable from it when it fell below the threshold, and the threshold."""
    return {key: record.payload[key] for key in ("variant_id", "warehouse_id", "sellable", "threshold")}
