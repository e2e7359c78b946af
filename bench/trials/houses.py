"""bench · no app · inside the marketplace: two more warehouses for the goods that everybody wants."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.discovery.models import Listing
from apps.vendors.models import Vendor
from apps.warehouse import operations as warehouse


def main(answer: str, postmaster: str) -> None:
    """Open them for the first vendor, in its own country, with a piece of its first variant in each."""
    vendor = Vendor.objects.order_by("pk")[0]
    variant = Listing.objects.filter(vendor=vendor, market="DE", is_sellable=True).order_by("sku")[0].variant_id
    with transaction.atomic(), tenant_context(vendor):
        for code in ("EAST", "WEST"):
            address = PostalAddress(
                recipient=vendor.name, country=vendor.country, lines=("2 Bench Road",), locality="Benchtown"
            )
            warehouse.open_warehouse(code=code, name=code.title(), address=address, at=now())
            warehouse.receive(variant_id=variant, warehouse=code, quantity=1, at=now())
    Path(answer).write_text("{}")
