"""Discovery · where products stand in the marketplace's categories · public schema."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from apps.discovery.models import ListingCard


def category_paths(product_ids: Collection[UUID], *, market: str) -> dict[UUID, tuple[str, ...]]:
    """Each product's category and all above it, as listed in a market; one that is not listed is absent. One query."""
    rows = ListingCard.objects.filter(product_id__in=product_ids, market=market)
    return {product: tuple(path) for product, path in rows.values_list("product_id", "category_path")}
