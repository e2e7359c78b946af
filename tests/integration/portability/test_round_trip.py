"""A vendor leaves one installation and comes to another: the same rows, the same files, found by buyers."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django_tenants.utils import tenant_context

from apps.accounts.models import User
from apps.common.clock import now
from apps.ledger import selectors as ledger
from apps.orders.models import Order
from apps.portability.errors import AlreadyHere, ArchiveRefused, ReferencesMissing
from apps.portability.operations import exporting, importing
from apps.portability.rules import fingerprint
from apps.portability.types import Manifest
from apps.vendors import selectors
from apps.vendors.models import Vendor
from apps.warehouse import selectors as shelves

from . import world
from .conftest import Installations
from .forging import forged


@pytest.fixture(scope="module")
def archive(installations: Installations) -> Path:
    """The potter's archive."""
    path = installations.folder / "potter.zip"
    with installations.at("a"):
        exporting.export_vendor(world.SLUG, path=path, at=now())
    return path


def manifest_of(path: Path) -> Manifest:
    with zipfile.ZipFile(path) as package:
        return Manifest.from_json(json.loads(package.read("manifest.json")))


def rows_of(path: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as package:
        return list(csv.DictReader(io.StringIO(package.read(name).decode("utf-8-sig"), newline="")))


def vendors_and_schemas() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'v\\_%' ORDER BY 1")
        return [cursor.fetchall(), sorted(Vendor.objects.values_list("slug", flat=True)), User.objects.count()]


def refused(installations: Installations, path: Path, error: type[Exception], match: str) -> None:
    """Importing at B raises, and B is as it was."""
    with installations.at("b"):
        before, files = vendors_and_schemas(), sorted((installations.folder).glob("media-b/**/*"))
        with pytest.raises(error, match=match):
            importing.import_vendor(path, at=now())
        assert vendors_and_schemas() == before
        assert sorted((installations.folder).glob("media-b/**/*")) == files


def test_the_archive_holds_what_is_the_vendor_s_and_no_more(installations: Installations, archive: Path) -> None:
    with installations.at("a"):
        token = User.objects.get(email="owner@potter.example").password
        with tenant_context(world.the_vendor()):
            orders = Order.objects.count()
    with zipfile.ZipFile(archive) as package:
        everything = b"".join(package.read(name) for name in package.namelist() if name.endswith((".csv", ".json")))
    manifest = manifest_of(archive)

    assert orders >= 2
    assert len(rows_of(archive, "schema/orders_order.csv")) == manifest.files["schema/orders_order.csv"].rows == orders
    assert len(rows_of(archive, "readable/products.csv")) == 3
    assert {row["role"] for row in rows_of(archive, "public/vendors_teammember.csv")} == {"owner", "fulfilment"}
    assert token.encode() not in everything
    assert world.CANARY.encode() not in everything
    postings = rows_of(archive, "public/ledger_posting.csv")
    owed = -sum(int(row["amount"]) for row in postings if row["account_id"] == "vendor_payable")
    assert owed > 0
    assert manifest.sums["ledger"]["vendor_payable"]
    assert "accounts.ApiToken" in manifest.left_out
    assert all(manifest.left_out.values())


def test_what_is_in_nobody_s_way_can_be_checked_without_a_trace(installations: Installations, archive: Path) -> None:
    with installations.at("b"):
        before = vendors_and_schemas()
        call_command("import_vendor", str(archive), "--check")
        assert vendors_and_schemas() == before
        assert list(installations.folder.glob("media-b/**/*.webp")) == []


def test_references_that_are_missing_are_listed(installations: Installations, archive: Path) -> None:
    def foreign(name: str, data: bytes) -> bytes:
        if name == "schema/catalog_product.csv":
            return data.replace(b"kitchen-cups-mugs", b"moon-cheese").replace(b",CN,", b",XQ,")
        return data

    refused(installations, forged(archive, foreign), ReferencesMissing,
            "reference.Country XQ; taxonomy.Category moon-cheese")  # fmt: skip


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        (lambda m: m | {"format": 2}, ArchiveRefused, "newer format.*Upgrade"),
        (lambda m: m | {"migrations": [*m["migrations"], "catalog.0999_later"]}, ArchiveRefused,
         "newer Portolan.*catalog.0999_later.*Upgrade"),
        (lambda m: m | {"migrations": m["migrations"][1:], "fingerprint": fingerprint(m["migrations"][1:])},
         ArchiveRefused, "older Portolan.*export again"),
    ],
)  # fmt: skip
def test_an_archive_of_another_version_is_refused_with_what_to_do(
    installations: Installations, archive: Path, change: Callable[..., Any], error: type[Exception], match: str
) -> None:
    refused(installations, forged(archive, manifest=change), error, match)


def test_forged_rows_are_refused_by_the_file_they_are_in(installations: Installations, archive: Path) -> None:
    def grabbing(name: str, data: bytes) -> bytes:
        return data.replace(b"v_potter/", b"v_kiln/") if name == "schema/catalog_media.csv" else data

    def lost(name: str, data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        return b"".join(lines[:-1]) if name == "schema/warehouse_stockmovement.csv" else data

    refused(installations, forged(archive, grabbing), ArchiveRefused, "outside its vendor's folder")
    refused(installations, forged(archive, lost), ArchiveRefused, r"stockmovement.csv.*as many rows")


def test_what_was_exported_is_imported_elsewhere_and_exported_again_alike(
    installations: Installations, archive: Path, mailoutbox: list[Any]
) -> None:
    again = installations.folder / "again.zip"
    with installations.at("b"):
        made = importing.import_vendor(archive, at=now())
        exporting.export_vendor(world.SLUG, path=again, at=now())
        with tenant_context(world.the_vendor()):
            assert shelves.discrepancies() == []
        assert [row for row in ledger.trial_balance() if row.debit != row.credit] == []
        assert not User.objects.get(email="clerk@potter.example").has_usable_password()
        found = Client().get("/en-de/search/", {"q": "mug"}, headers={"host": "portolan.localhost"})
        stored = default_storage.listdir("v_potter")[1]
    first, second = manifest_of(archive), manifest_of(again)
    loaded = {table.file for table in first.tables.values() if table.is_loaded}
    same = {name for name in first.files if name in loaded or name.startswith(("media/", "labels/", "readable/"))}

    assert {name: first.files[name] for name in same} == {name: second.files[name] for name in same}
    assert {name for name in second.files if name.startswith("media/")} == {f"media/v_potter/{name}" for name in stored}
    assert made.listed == 3
    assert found.status_code == 200
    assert len(set(re.findall(rb"Mug number \d+", found.content))) == 3
    assert {mail.to[0] for mail in mailoutbox} == set(made.invited) >= {"owner@potter.example", "clerk@potter.example"}
    assert "http://potter.portolan.localhost" in mailoutbox[0].body

    refused(installations, archive, AlreadyHere, world.SLUG)
    with installations.at("b"):
        Vendor.objects.filter(slug=world.SLUG).update(public_id="01890000-0000-7000-8000-000000000000")
        with pytest.raises(CommandError, match="slug_taken"):
            call_command("import_vendor", str(archive))
        selectors.forget_hosts()
