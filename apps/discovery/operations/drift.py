"""Discovery · comparing the read model with what vendors' schemas say, and repairing it · public schema."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django_tenants.utils import get_tenant_model, tenant_context

from apps.catalog import selectors as catalog
from apps.catalog.types import ProductSnapshot, ProductStatus
from apps.discovery.models import ListingCard, ListingText
from apps.stock import selectors as stock
from apps.vendors import selectors as vendors

from .projection import project_products


@dataclass
class Drift:
    """What a comparison found: how many products were looked at, and which differ, with the reason."""

    checked: int = 0
    differing: dict[tuple[int, UUID], str] = field(default_factory=dict)
    repaired: int = 0


def check_vendor(vendor_id: int, *, share: float, seed: int) -> Drift:
    """Compare a share (a fraction; 1 is all) of a vendor's products with their rows. Writes nothing."""
    vendor = get_tenant_model().objects.get(pk=vendor_id)
    listed = set(ListingText.objects.filter(vendor_id=vendor_id).values_list("product_id", flat=True))
    with tenant_context(vendor):
        published = set(catalog.product_ids())
        sample = _sample(published | listed, share, seed)
        snapshots = {product.product_id: product for product in catalog.product_snapshots(sample)}
    drift = Drift(checked=len(sample))
    reasons = _reasons(vendor_id, sample, snapshots)
    drift.differing = {(vendor_id, product_id): reason for product_id, reason in reasons.items()}
    return drift


def repair(drift: Drift, *, at: datetime) -> None:
    """Project the products again that differ; a transaction for each vendor."""
    by_vendor: dict[int, list[UUID]] = {}
    for vendor_id, product_id in drift.differing:
        by_vendor.setdefault(vendor_id, []).append(product_id)
    for vendor_id, product_ids in by_vendor.items():
        with transaction.atomic():
            project_products(product_ids, vendor_id=vendor_id, at=at)
        drift.repaired += len(product_ids)


def _sample(product_ids: Collection[UUID], share: float, seed: int) -> list[UUID]:
    ordered = sorted(product_ids)
    if share >= 1 or len(ordered) <= 5:
        return ordered
    return random.Random(seed).sample(ordered, max(5, int(len(ordered) * share)))  # noqa: S311  a sample that can be drawn again, no secret


def _reasons(vendor_id: int, sample: list[UUID], snapshots: dict[UUID, ProductSnapshot]) -> dict[UUID, str]:
    texts = {text.product_id: text for text in ListingText.objects.filter(product_id__in=sample).defer(
        "vector_en", "vector_de", "vector_fr", "vector_ar", "vector_zh", "vector_ja")}  # fmt: skip
    cards: dict[UUID, list[ListingCard]] = {}
    for card in ListingCard.objects.filter(product_id__in=sample):
        cards.setdefault(card.product_id, []).append(card)
    variants = [variant.variant_id for product in snapshots.values() for variant in product.variants]
    shelves, sells = stock.availability(variants), vendors.card(vendor_id).sells
    found: dict[UUID, str] = {}
    for product_id in sample:
        product, text = snapshots.get(product_id), texts.get(product_id)
        is_published = product is not None and product.status == ProductStatus.PUBLISHED
        if product is None or not is_published:
            if text is not None:
                found[product_id] = "listed, but not published"
        elif text is None:
            found[product_id] = "published, but not listed"
        elif text.version != product.version:
            found[product_id] = f"version {text.version}, should be {product.version}"
        else:
            in_stock = any(
                variant.variant_id in shelves and shelves[variant.variant_id].sellable > 0
                for variant in product.variants
            )
            for card in cards.get(product_id, []):
                if card.in_stock != in_stock:
                    found[product_id] = f"in stock {card.in_stock}, should be {in_stock}"
                elif card.is_live != sells:
                    found[product_id] = f"live {card.is_live}, should be {sells}"
    return found
