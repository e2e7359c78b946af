"""Discovery · filling a marketplace with an invented world, for benchmarks · public and vendors' schemas."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django_tenants.utils import tenant_context

from apps.catalog import operations as catalog
from apps.common.addresses import PostalAddress
from apps.discovery.rules import world
from apps.taxonomy import selectors as taxonomy
from apps.vendors import operations as vendors
from apps.vendors import selectors as known
from apps.vendors.errors import VendorUnknown
from apps.warehouse import operations as warehouse

from .projection import project_products

_BATCH = 250
PIECES = 500


def seed_vendor(number: int, *, products: int, at: datetime, pieces: int = PIECES) -> int:
    """Make the world's n-th vendor with `pieces` of each of its goods on the shelf, and listed; how many are new.

    A vendor that is there already is left as it is. Each batch of goods is one
    transaction; the events that it wrote are done with, since their work is.
    """
    slug = f"world-{number:03d}"
    try:
        known.by_slug(slug)
        return 0
    except VendorUnknown:
        pass
    country, currency = world.home(number)
    with transaction.atomic():
        vendor = vendors.register(
            slug=slug,
            name=f"World {number:03d}",
            legal_name=f"World {number:03d} Ltd",
            country=country,
            currency=currency,
            languages=list(world.LANGUAGES),
            contact_email=f"{slug}@world.example",
            trader_address="1 World Road, World",
            responsible_persons={"EU": "World Compliance, Hamburg, safety@world.example"},
        )
    vendor = vendors.provision(vendor.pk, at=at)
    drafts = world.drafts(number, products, choices=_first_choices())
    with transaction.atomic(), tenant_context(vendor):
        address = PostalAddress(recipient=vendor.name, country=country, lines=("1 World Road",), locality="World")
        warehouse.open_warehouse(code="MAIN", name="Main", address=address, at=at)
    for start in range(0, len(drafts), _BATCH):
        with transaction.atomic():
            with tenant_context(vendor):
                refs = catalog.create_products(drafts[start : start + _BATCH], at=at)
                variants = [variant for ref in refs for variant in ref.variants.values()]
                shelved = [(variant, "MAIN", pieces) for variant in variants]
                warehouse.receive_many(shelved, reference=f"world-{start}", at=at)
                ids = [ref.product_id for ref in refs]
                catalog.publish_many(ids, at=at)
            project_products(ids, vendor_id=vendor.pk, at=at)
            _settle(vendor.pk, ids, variants, at=at)
    return len(drafts)


def _first_choices() -> dict[str, str]:
    """For attributes that the world leaves open, the first choice that the taxonomy has."""
    wanted = {code for kind in world.KINDS for code, value in kind.attributes.items() if value is None}
    return {
        info.code: next(iter(info.choices))
        for kind in world.KINDS
        for info in taxonomy.attributes_of(kind.category)
        if info.code in wanted and info.choices
    }


def _settle(vendor_id: int, product_ids: list[UUID], variant_ids: list[UUID], *, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE public.outbox_outboxevent SET sent_at = %s WHERE vendor_id = %s AND sent_at IS NULL
             AND topic IN ('catalog.product_changed', 'stock.level_changed') AND aggregate_id = ANY(%s)
            """,
            [at, vendor_id, [str(value) for value in (*product_ids, *variant_ids)]],
        )
