"""One vendor goes back to a backup: what it made is as it was, what happened stays, and nobody else notices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django_tenants.utils import tenant_context

from apps.catalog.models import Product, ProductTranslation, Variant
from apps.checkout.models import PurchasePart
from apps.common.clock import now
from apps.discovery.models import ListingText
from apps.ledger import selectors as ledger
from apps.orders.models import Order
from apps.outbox import relay
from apps.portability import tables
from apps.portability.operations import backups, exporting, restoring
from apps.portability.tasks import back_up_vendors
from apps.stock.models import Counter
from apps.vendors import schema_sql, selectors
from apps.vendors.models import Vendor
from apps.warehouse import selectors as shelves
from tests.factories import checkout

from . import world
from .conftest import Installations


@pytest.fixture(autouse=True)
def _at_a(installations: Installations) -> Iterator[None]:
    with installations.at("a"):
        yield


@pytest.fixture
def backup() -> Path:
    """The potter's backup as of now."""
    return Path(backups.back_up(world.SLUG, at=now()).path)


def everybody_else() -> dict[str, str]:
    """A hash of every table's rows that are not the potter's: other schemas, and public without the potter."""
    potter = world.the_vendor()
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name, bool_or(column_name = 'vendor_id') FROM information_schema.columns c"
            " JOIN pg_tables t ON t.schemaname = c.table_schema AND t.tablename = c.table_name"
            " WHERE table_schema IN ('public', 'v_kiln', 'v_loom') GROUP BY 1, 2"
        )
        for schema, table, bears in cursor.fetchall():
            if table in ("outbox_outboxevent", "outbox_delivery", "discovery_searchword"):
                continue
            own = f"WHERE t.vendor_id IS DISTINCT FROM {potter.pk}" if bears else ""
            if table == "vendors_vendor":
                own = f"WHERE t.id <> {potter.pk}"
            cursor.execute(f'SELECT t::text FROM "{schema}"."{table}" t {own} ORDER BY 1')
            found[f"{schema}.{table}"] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


def irrevocable() -> list[Any]:
    """Money, purchases and stock of everybody, the potter's too."""
    with connection.cursor() as cursor:
        rows = []
        for table in ("ledger_journal", "ledger_posting", "checkout_purchase", "checkout_purchasepart",
                      "payments_intent", "payments_operation", "stock_counter", "stock_reservation"):  # fmt: skip
            cursor.execute(f"SELECT t::text FROM public.{table} t ORDER BY 1")
            rows.append(cursor.fetchall())
    return rows


def spoil(vendor: Any) -> None:
    """What an unlucky morning does to a catalogue."""
    with transaction.atomic(), tenant_context(vendor):
        ProductTranslation.objects.update(title="Spoilt")
        Variant.objects.filter(pk=Variant.objects.order_by("-pk").values_list("pk", flat=True)[0]).update(sku="SPOILT")
    Vendor.objects.filter(pk=vendor.pk).update(name="Spoilt", story={})


def titles(vendor: Any) -> list[str]:
    with tenant_context(vendor):
        return sorted(ProductTranslation.objects.values_list("title", flat=True))


def test_the_state_of_ten_minutes_ago_comes_back_and_what_was_sold_since_stays(
    backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor = world.the_vendor()
    before, others = titles(vendor), everybody_else()
    with tenant_context(vendor):
        variants = [Variant.objects.order_by("pk").first().public_id]
    sold = checkout.purchase(variants, at=now())
    relay.drain()
    others = everybody_else()
    spoil(vendor)
    money = irrevocable()

    call_command("restore_vendor", world.SLUG, "--confirm", world.SLUG)

    assert titles(vendor) == before
    assert everybody_else() == others
    assert irrevocable() == money
    with tenant_context(vendor):
        assert Order.objects.filter(purchase_id=sold.public_id).exists()
        assert shelves.discrepancies() == []
        assert not Variant.objects.filter(sku="SPOILT").exists()
    assert world.the_vendor().name == "Potter"
    assert set(ListingText.objects.filter(vendor_id=vendor.pk).values_list("vendor_name", flat=True)) == {"Potter"}
    assert "Spoilt" not in str(list(ListingText.objects.filter(vendor_id=vendor.pk).values_list("titles", flat=True)))
    assert "as of" in capsys.readouterr().out
    later = checkout.purchase(variants, at=now())
    relay.drain()
    with tenant_context(vendor):
        assert Order.objects.filter(purchase_id=later.public_id).exists()
