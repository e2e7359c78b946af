"""Builders of listed goods: a product in its vendor's catalogue, on its shelf, published and projected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.catalog import operations as catalog
from apps.catalog.types import ProductDraft, ProductRef
from apps.discovery.operations import projection
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as warehouses
from tests.factories import warehouse as houses


def publish(vendor: Any, drafts: Sequence[ProductDraft], *, at: datetime, pieces: int = 20) -> list[ProductRef]:
    """Products of a vendor with `pieces` of each variant on the shelf, published; the outbox is full of the news."""
    with transaction.atomic(), tenant_context(vendor):
        if not warehouses.warehouses():
            houses.house("MAIN", at=at, country=vendor.country)
        code = warehouses.warehouses()[0].code
        refs = catalog.create_products(drafts, at=at)
        shelves = [(variant_id, code, pieces) for ref in refs for variant_id in ref.variants.values()]
        if pieces:
            warehouse.receive_many(shelves, reference="first", at=at)
        catalog.publish_many([ref.product_id for ref in refs], at=at)
    return refs


def listed(vendor: Any, drafts: Sequence[ProductDraft], *, at: datetime, pieces: int = 20) -> list[ProductRef]:
    """The same, and already projected."""
    refs = publish(vendor, drafts, at=at, pieces=pieces)
    with transaction.atomic():
        projection.project_products([ref.product_id for ref in refs], vendor_id=vendor.pk, at=at)
    return refs
