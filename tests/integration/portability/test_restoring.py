"""One vendor goes back to a backup: what it made is as it was, what happened stays, and nobody else notices."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django_tenants.utils import tenant_context

from apps.catalog.models import ProductTranslation, Variant
from apps.checkout.models import PurchasePart
from apps.common.clock import now
from apps.common.types import SYSTEM
from apps.discovery.models import ListingText
from apps.orders import operations as orders
from apps.orders.models import Order, OrderEvent
from apps.outbox import relay
from apps.portability import rules
from apps.portability.errors import BackupUnknown, RestoreRefused
from apps.portability.operations import backups, restoring
from apps.portability.tasks import back_up_vendors
from apps.shipping.models import Fulfilment
from apps.vendors import schema_sql
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


def fingerprints(*, but: Any = None) -> dict[str, str]:
    """A hash of every table's rows in public and vendors' schemas; without those of the vendor `but`."""
    potter = but.pk if but else 0
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name, bool_or(column_name = 'vendor_id') FROM information_schema.columns c"
            " JOIN pg_tables t ON t.schemaname = c.table_schema AND t.tablename = c.table_name"
            " WHERE table_schema IN ('public', 'v_kiln', 'v_loom', 'v_potter') GROUP BY 1, 2"
        )
        for schema, table, bears in cursor.fetchall():
            if but and (schema == but.schema_name or table in ("outbox_outboxevent", "outbox_delivery")):
                continue
            own = f"WHERE t.vendor_id IS DISTINCT FROM {potter}" if bears and but else ""
            if table == "vendors_vendor":
                own = f"WHERE t.id <> {potter}"
            cursor.execute(f'SELECT t::text FROM "{schema}"."{table}" t {own} ORDER BY 1')
            found[f"{schema}.{table}"] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


def everybody_else() -> dict[str, str]:
    """A hash of every table's rows that are not the potter's: other schemas, and public without the potter."""
    return fingerprints(but=world.the_vendor())


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
    before = titles(vendor)
    with tenant_context(vendor):
        variants = [Variant.objects.order_by("pk").first().public_id]
    sold = checkout.purchase(variants, at=now())
    relay.drain()
    others = everybody_else()
    spoil(vendor)
    pictures = [f"v_potter/{name}" for name in default_storage.listdir("v_potter")[1]]
    for name in pictures:
        default_storage.delete(name)
    money = irrevocable()

    call_command("restore_vendor", world.SLUG, "--confirm", world.SLUG)

    assert pictures
    assert all(default_storage.exists(name) for name in pictures)
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


def test_a_dry_run_says_what_would_change_and_changes_nothing(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vendor = world.the_vendor()
    with transaction.atomic(), tenant_context(vendor):
        Variant.objects.filter(sku__startswith="SKU").update(weight_g=1)
    before = fingerprints()

    call_command("restore_vendor", world.SLUG, "--from", str(backup), "--dry-run")

    assert fingerprints() == before
    out = capsys.readouterr().out
    assert "nothing was changed" in out
    figures = {row[0].strip(): [int(cell) for cell in row[2:7]] for line in out.splitlines() if "│" in line
               for row in [line.split("│")[1:]]}  # fmt: skip
    assert figures["catalog.Variant"] == [3, 3, 0, 0, 3]
    assert figures["catalog.Product"][4] == figures["orders.Order"][4] == figures["vendors.Vendor"][4] == 0
    with tenant_context(vendor):
        assert set(Variant.objects.values_list("weight_g", flat=True)) == {1}
    call_command("restore_vendor", world.SLUG, "--only", "catalog", "--confirm", world.SLUG)
    with tenant_context(vendor):
        assert set(Variant.objects.values_list("weight_g", flat=True)) == {420}


def test_without_the_typed_name_nothing_is_restored(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: "kiln")
    before = fingerprints()

    with pytest.raises(CommandError, match="Not confirmed"):
        call_command("restore_vendor", world.SLUG)

    assert fingerprints() == before


def test_a_schema_that_is_gone_comes_back_with_the_orders_that_came_after_the_backup(backup: Path) -> None:
    vendor = world.the_vendor()
    with tenant_context(vendor):
        variants = list(Variant.objects.order_by("pk").values_list("public_id", flat=True)[:2])
    sold = [checkout.purchase(variants, at=now(), quantity=2) for _ in range(2)]
    relay.drain()
    parts = dict(PurchasePart.objects.filter(vendor=vendor).values_list("order_id", "order_number"))
    with schema_sql.owner_connection() as link, link.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {vendor.schema_name} CASCADE")
    others, money = everybody_else(), irrevocable()

    call_command("restore_vendor", world.SLUG, "--confirm", world.SLUG)

    assert everybody_else() == others
    assert irrevocable() == money
    with tenant_context(vendor):
        assert dict(Order.objects.values_list("public_id", "number")) == parts
        recovered = Order.objects.get(purchase_id=sold[1].public_id)
        assert recovered.total == PurchasePart.objects.get(order_id=recovered.public_id).total
        assert recovered.lines.count() == 2
        assert Fulfilment.objects.filter(order_id=recovered.public_id).count() == 1
        assert shelves.discrepancies() == []
    checkout.purchase(variants, at=now())
    relay.drain()
    with tenant_context(vendor):
        assert Order.objects.count() == len(parts) + 1


def test_somebody_else_s_archive_is_refused(backup: Path, settings: Any) -> None:
    foreign = backups.back_up("kiln", at=now()).path
    before = fingerprints()

    with pytest.raises(RestoreRefused, match="does not hold the vendor"):
        restoring.restore_vendor(world.SLUG, path=Path(foreign), at=now())
    settings.MARKETPLACE_HOST = "elsewhere.example"
    with pytest.raises(RestoreRefused, match=r"another installation, portolan\.localhost"):
        restoring.restore_vendor(world.SLUG, path=backup, at=now())

    assert fingerprints() == before


def test_what_is_being_written_during_a_restore_is_waited_for_or_kept(backup: Path, django_db_blocker: Any) -> None:
    """A note that waits for the restore's lock lands in the schema that was made meanwhile."""
    vendor = world.the_vendor()
    with tenant_context(vendor):
        order = Order.objects.order_by("pk").first()
    locked, written = threading.Event(), threading.Event()
    waited: list[bool] = []

    def write() -> None:
        try:
            locked.wait(20)
            with transaction.atomic(), tenant_context(vendor):
                orders.note(order.public_id, code="tracked", occurred_at=now(), at=now(), by=SYSTEM, data={"n": 1})
            written.set()
        finally:
            connection.close()

    def watch(what: str, done: int, _total: int) -> None:
        if what == "schema/orders_order.csv" and done and not locked.is_set():
            locked.set()
            waited.append(not written.wait(0.5))

    writer = threading.Thread(target=write)
    writer.start()
    restoring.restore_vendor(world.SLUG, path=backup, at=now(), progress=_after_verifying(watch))
    writer.join(20)

    assert waited == [True]
    assert written.is_set()
    with tenant_context(vendor):
        assert OrderEvent.objects.filter(order__public_id=order.public_id, data={"n": 1}).count() == 1


def test_the_clock_backs_up_every_vendor_and_forgets_what_is_old(settings: Any) -> None:
    settings.BACKUP_KEEP, settings.BACKUP_DAYS = 2, 7
    begun = now() - timedelta(days=30)
    for day in (0, 1, 2, 29):
        backups.back_up("loom", at=begun + timedelta(days=day))

    assert back_up_vendors.delay().get() == 3

    assert {path.name for path in Path(settings.BACKUP_ROOT).iterdir()} == {"kiln", "loom", world.SLUG}
    assert len(backups.kept("loom")) == 2
    as_of = backups.find("loom", as_of=begun + timedelta(days=29, hours=1))
    assert as_of.name == rules.backup_name("loom", begun + timedelta(days=29))
    with pytest.raises(BackupUnknown):
        backups.find("loom", as_of=begun + timedelta(days=3))


def _after_verifying(watch: Callable[[str, int, int], None]) -> Callable[[str, int, int], None]:
    """Verifying names files too: be told only of what comes after its last one."""
    seen: list[bool] = []

    def told(what: str, done: int, total: int) -> None:
        if seen:
            watch(what, done, total)
        elif done == total:
            seen.append(True)

    return told
