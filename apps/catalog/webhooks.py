"""Catalog · what a vendor's programs hear of its products · vendor's schema."""

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
        "catalog.product_changed",
        type="product.changed",
        title=_("A product was published, archived or changed"),
        describe=describe,
    )


def describe(record: OutboxRecord) -> dict[str, Any]:
    """The product's state and its variants by SKU; a product that is no more has the status `removed`."""
    product_id = UUID(record.payload["product_id"])
    product = selectors.product_snapshot(product_id)
    if product is None:
        return {"product_id": product_id, "status": "removed", "revision": record.version}
    return {
        "product_id": product_id,
        "code": product.code,
        "status": product.status,
        "revision": product.version,
        "variants": [{"variant_id": variant.variant_id, "sku": variant.sku} for variant in product.variants],
    }
