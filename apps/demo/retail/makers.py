"""Demo · the vendors of the retail data's goods, stocked and listed · public and vendors' schemas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.catalog import operations as catalog
from apps.catalog import selectors as catalog_reads
from apps.common.addresses import PostalAddress
from apps.discovery.operations import rebuild
from apps.outbox import operations as outbox
from apps.vendors import operations as vendors
from apps.vendors import selectors as known
from apps.vendors.models import Vendor
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as houses
from apps.warehouse.types import WarehouseInfo

from .families import Maker
from .goods import CURRENCY, Goods, draft

HOUSE = "HOME"
REFERENCE = "online retail: opening count"
_AT_ONCE = 500
_BULK_TOPICS = ("catalog.product_changed", "stock.level_changed")


def make(maker: Maker, *, at: datetime) -> Vendor:
    """The vendor, registered and provisioned, with one warehouse. Twice is once."""
    vendor = known.find_by_slug(maker.slug)
    if vendor is None:
        with transaction.atomic():
            vendor = vendors.register(
                slug=maker.slug,
                name=maker.name,
                legal_name=f"{maker.name} Ltd",
                country="GB",
                currency=CURRENCY,
                languages=["en"],
                story={"en": maker.story},
                place={"en": maker.town},
                latitude=Decimal(maker.latitude),
                longitude=Decimal(maker.longitude),
                accent=maker.accent,
                contact_email=f"hello@{maker.slug}.example",
                trader_address=f"1 Market Street, {maker.town}, United Kingdom",
                responsible_persons={"EU": "Hafenkontor Compliance GmbH, Hamburg, safety@hafenkontor.example"},
            )
    vendor = vendors.provision(vendor.pk, at=at)
    with transaction.atomic(), tenant_context(vendor):
        if not houses.warehouses():
            warehouse.open_warehouse(
                code=HOUSE,
                name=f"{maker.name}, {maker.town}",
                address=PostalAddress(
                    recipient=f"{maker.name} Ltd",
                    country="GB",
                    lines=("1 Station Yard",),
                    locality=maker.town,
                    postcode=maker.postcode,
                ),
                latitude=Decimal(maker.latitude),
                longitude=Decimal(maker.longitude),
                at=at,
            )
    return vendor


def house_of(vendor: Vendor) -> WarehouseInfo:
    """The vendor's one warehouse."""
    with tenant_context(vendor):
        return houses.warehouses()[0]


def stock(vendor: Vendor, goods: Sequence[Goods], *, at: datetime, done: Callable[[int], None]) -> bool:
    """Put the goods into the catalogue, on the shelf and into the listings; False where all were there before.

    Its events need no delivery: the listings are made here. `done` is told the products after each step.
    """
    with tenant_context(vendor):
        before = catalog_reads.snapshots_by_code([one.stock_code.lower() for one in goods])
    is_listed = all(snapshot.status == "published" for snapshot in before.values()) and len(before) == len(goods)
    changed = not is_listed
    for start in range(0, len(goods), _AT_ONCE):
        part = goods[start : start + _AT_ONCE]
        with transaction.atomic(), tenant_context(vendor):
            refs = catalog.save_products([draft(one) for one in part], at=at)
            changed |= any(ref.code not in before or ref.version != before[ref.code].version for ref in refs)
            shelves = [
                (ref.variants[one.stock_code], HOUSE, one.opening_pieces) for ref, one in zip(refs, part, strict=True)
            ]
            warehouse.receive_many(shelves, reference=REFERENCE, at=at)
            if changed:
                catalog.publish_many([ref.product_id for ref in refs], at=at)
        done(len(part))
    if changed:
        rebuild.rebuild_vendor(vendor.pk, at=at, progress=done)
        with transaction.atomic():
            outbox.settle(vendor.pk, topics=_BULK_TOPICS, at=at)
    return changed


def variants_of(vendor: Vendor) -> list[UUID]:
    """The variants of all that the vendor has published."""
    with tenant_context(vendor):
        snapshots = catalog_reads.product_snapshots(catalog_reads.product_ids())
    return [variant.variant_id for snapshot in snapshots for variant in snapshot.variants]
