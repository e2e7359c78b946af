"""bench · no app · inside the marketplace: a sheet of 10,000 products, checked and applied as a vendor's upload is."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.catalog import operations as catalog
from apps.catalog import selectors as catalog_reads
from apps.catalog.models import Product
from apps.catalog.rules.sheets.writing import csv_text
from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.discovery.rules.world import KINDS
from apps.outbox import relay
from apps.outbox.models import OutboxEvent
from apps.sheets.tasks import apply_import, check_import
from apps.vendors import operations as vendors
from apps.vendors import schema_sql
from apps.vendors.models import Vendor
from apps.warehouse import operations as warehouse
from bench import dataset
from bench.trials.spending import Bill, spending

_LISTED = 200
_CATEGORY = "decor-vases"
_HEADER = (
    "product", "status", "category", "main_language", "hs_code", "origin", "customs_description",
    *(f"title.{language}" for language in dataset.LANGUAGES), "description.en", "attribute.material", "option.size",
    "sku", "on_sale", "weight_g", "length_mm", "width_mm", "height_mm", "currency", "price", "stock.MAIN",
)  # fmt: skip


def main(answer: str, postmaster: str) -> None:
    """Import, and have the relay list a sample of what was imported."""
    vendor = _vendor()
    sheet = sheet_of_everything()
    print(f"{dataset.PRODUCTS} products in a sheet of {len(sheet) / 1e6:.1f} MB", flush=True)
    with transaction.atomic(), tenant_context(vendor):
        key = catalog.upload_sheet(sheet, file_name="bench.csv", at=now())
    with spending(int(postmaster)) as checked:
        check_import(str(key), vendor_id=vendor.pk, language="en")
    with tenant_context(vendor):
        report = catalog_reads.import_view(key).report
    _tell("checked", checked, f"{report.get('new')} new, {report.get('findings')} findings")
    with spending(int(postmaster)) as applied:
        apply_import(str(key), vendor_id=vendor.pk, by="bench")
    with tenant_context(vendor):
        published = Product.objects.filter(status="published").count()
        sample = Product.objects.order_by("pk")[:_LISTED].prefetch_related("variants")
        things = [str(one.public_id) for product in sample for one in (product, *product.variants.all())]
    _tell("applied", applied, f"{published} published; the relay lists {_LISTED} of them")
    with schema_sql.owner_connection() as link, link.cursor() as cursor:
        cursor.execute("ANALYZE")
    unsent = OutboxEvent.objects.filter(sent_at__isnull=True)
    waiting = unsent.count()
    unsent.exclude(aggregate_id__in=things).update(sent_at=now())
    with spending(int(postmaster)) as listed:
        relayed = relay.drain()
    Path(answer).write_text(
        json.dumps(
            {
                "new": report.get("new"),
                "findings": report.get("findings"),
                "published": published,
                "check_cpu_s": checked.cpu_s,
                "apply_cpu_s": applied.cpu_s,
                "wall_s": checked.wall_s + applied.wall_s,
                "events": waiting,
                "listed": _LISTED,
                "listed_events": relayed,
                "relay_cpu_ms": 1000 * listed.cpu_s / max(relayed, 1),
            }
        )
    )


def sheet_of_everything() -> bytes:
    """The goods of both shops as one vendor's sheet: what is said of a product stands in its first row."""
    dice = random.Random(7)
    rows: list[tuple[object, ...]] = [_HEADER]
    for product in dataset.products():
        titles = [product.titles[language] for language in dataset.LANGUAGES]
        kind = dice.choice(KINDS)
        about = ("published", _CATEGORY, "en", kind.hs_code, "US", titles[0], *titles, product.description, "stoneware")
        for at, (size, *_names) in enumerate(dataset.SIZES):
            price = f"{product.cents_of(at) / 100:.2f}"
            said = about if at == 0 else ("",) * len(about)
            rows.append((product.code, *said, size, product.sku(at), "yes", 400, 200, 150, 120, "USD", price, 500))
    return csv_text(rows).encode()


def _tell(what: str, bill: Bill, found: str) -> None:
    print(f"{what} in {bill.wall_s:.1f} s, {bill.cpu_s:.1f} s CPU: {found}", flush=True)


def _vendor() -> Any:
    with transaction.atomic():
        vendor: Vendor = vendors.register(
            slug="bench-import", name="Bench import", legal_name="Bench import Ltd", country="US", currency="USD",
            languages=list(dataset.LANGUAGES),
        )  # fmt: skip
    vendor = vendors.provision(vendor.pk, at=now())
    address = PostalAddress(recipient=vendor.name, country="US", lines=("1 Bench Road",), locality="Benchtown")
    with transaction.atomic(), tenant_context(vendor):
        warehouse.open_warehouse(code="MAIN", name="Main", address=address, at=now())
    OutboxEvent.objects.filter(sent_at__isnull=True).update(sent_at=now())
    return vendor
