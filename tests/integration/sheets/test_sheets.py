"""Sheets · importing and exporting the catalogue as a sheet."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django_tenants.utils import tenant_context

from apps.catalog import operations, selectors
from apps.catalog.errors import ImportRefused
from apps.catalog.models import Product
from apps.catalog.rules.codes import gtin_check_digit
from apps.catalog.types import ImportFileKind, ImportState
from apps.outbox.models import OutboxEvent
from apps.sheets import selectors as sheets
from apps.sheets import tasks
from apps.stock import selectors as stock
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as warehouse_reads
from tests.factories import catalog as build
from tests.factories import warehouse as build_house

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _ in django_settings.LANGUAGES]
HEADER = ["product", "status", "category", "hs_code", "origin", "title.en", "title.de", "attribute.material",
          "attribute.capacity_ml", "option.colour", "sku", "gtin", "weight_g", "length_mm", "width_mm", "height_mm",
          "price", "wholesale_tiers", "stock.JDZ"]  # fmt: skip


def line(**cells: str) -> dict[str, str]:
    usual = {
        "product": "mug", "status": "published", "category": "kitchen-cups-mugs", "hs_code": "691200", "origin": "CN",
        "title.en": "Mug", "title.de": "Becher", "attribute.material": "stoneware", "attribute.capacity_ml": "300",
        "option.colour": "Red", "sku": "M-1", "weight_g": "400", "length_mm": "120", "width_mm": "90",
        "height_mm": "95", "price": "24.50", "wholesale_tiers": "10=20|50=18", "stock.JDZ": "7",
    }  # fmt: skip
    return {**usual, **{name.replace("__", "."): value for name, value in cells.items()}}


def sheet(*lines: dict[str, str], header: list[str] | None = None, delimiter: str = ",") -> bytes:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, header or HEADER, delimiter=delimiter, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(lines)
    return buffer.getvalue().encode()


def upload(data: bytes, *, at: Any) -> str:
    with transaction.atomic():
        return str(operations.upload_sheet(data, file_name="goods.csv", at=at))


def plan(data: bytes, vendor: Any, at: Any) -> Any:
    return selectors.import_plan(data, languages=LANGUAGES, around=sheets.surroundings(vendor), at=at)


def check(import_id: str, vendor: Any) -> None:
    with tenant_context(vendor):  # a task leaves the connection in public
        tasks.check_import(import_id, vendor_id=vendor.pk, language="en")


def apply(import_id: str, vendor: Any) -> None:
    with tenant_context(vendor):
        tasks.apply_import(import_id, vendor_id=vendor.pk, by="someone")


def run(data: bytes, vendor: Any, at: Any) -> str:
    """Upload, check and apply as the pages do."""
    import_id = upload(data, at=at)
    check(import_id, vendor)
    apply(import_id, vendor)
    return import_id


@pytest.fixture
def shop(kiln: Any, enter: Any, at: Any) -> Any:
    with enter(kiln), transaction.atomic():
        build_house.house("JDZ", at=at)
    with enter(kiln):
        yield kiln


def test_a_sheet_becomes_published_products_with_stock(shop: Any, at: Any) -> None:
    data = sheet(line(), line(sku="M-2", option__colour="Blue", price="26", status="", category="", hs_code=""))
    import_id = run(data, shop, at)
    product = selectors.snapshots_by_code(["mug"])["mug"]
    view = selectors.import_view(import_id)

    assert view.state == ImportState.APPLIED
    assert (view.report["new"], view.report["findings"], view.report["applied"]["shelves"]) == (1, 0, 2)
    assert product.status == "published"
    assert product.texts["de"].title == "Becher"
    assert [(v.sku, v.options) for v in product.variants] == [
        ("M-1", {"colour": "red"}), ("M-2", {"colour": "blue"})]  # fmt: skip
    assert [(t.kind, t.min_quantity, str(t.price.amount)) for t in product.variants[0].prices] == [
        ("retail", 1, "24.5000"), ("wholesale", 10, "20.0000"), ("wholesale", 50, "18.0000")]  # fmt: skip
    assert stock.availability([product.variants[0].variant_id])[product.variants[0].variant_id].sellable == 7


def test_applying_twice_is_applying_once(shop: Any, at: Any) -> None:
    import_id = run(sheet(line()), shop, at)
    before = OutboxEvent.objects.count()
    apply(import_id, shop)

    assert OutboxEvent.objects.count() == before
    assert Product.objects.get().version == 1


def test_an_export_imported_again_changes_nothing(shop: Any, at: Any) -> None:
    with transaction.atomic():
        refs = operations.create_products(
            [build.coloured_product("one"), build.product("two", brand="=SUM(A1), “quoted”\nline")],
            at=at,
        )
        operations.publish(refs[0].product_id, at=at)
        warehouse.receive_many([(next(iter(refs[0].variants.values())), "JDZ", 5)], reference="", at=at)
    exported = selectors.export_sheet(languages=LANGUAGES, around=sheets.surroundings(shop)).encode()
    events = OutboxEvent.objects.count()
    found = plan(exported, shop, at)
    run(exported, shop, at)

    assert found.findings == ()
    assert {product.verdict for product in found.products} == {"unchanged"}
    assert len(found.products) == 2
    assert OutboxEvent.objects.count() == events
    assert selectors.export_sheet(languages=LANGUAGES, around=sheets.surroundings(shop)).encode() == exported


def test_faulty_products_are_left_out_and_each_cell_is_explained(shop: Any, at: Any) -> None:
    data = sheet(
        line(),
        line(product="bowl", sku="B-1", price="cheap", weight_g="1.5kg", hs_code="69"),
        line(product="Cup!", sku="C-1"),
        line(product="jug", sku="M-1"),
        line(product="pot", sku="P-1", category="pots", attribute__material="mud"),
        line(product="pan", sku="P-2", price="20", wholesale_tiers="10=18|50=19"),
        line(product="lid", sku="P-3", attribute__material=""),
        line(product="box", sku="P-4", permits="cites"),
        header=[*HEADER, "permits"],
    )
    import_id = run(data, shop, at)
    report = selectors.import_view(import_id).report
    findings = list(
        csv.reader(io.StringIO(selectors.import_file(import_id, ImportFileKind.FINDINGS).decode("utf-8-sig")))
    )
    cells = {(row, column) for row, column, *_ in findings[1:]}

    assert [p.code for p in Product.objects.all()] == ["mug"]
    assert (report["new"], report["faulty"]) == (1, 7)
    assert findings[0] == ["Row", "Column", "Value", "Problem", "What to do"]
    assert {("3", "hs_code"), ("3", "price"), ("3", "weight_g"), ("5", "sku"), ("6", "category"),
            ("7", "wholesale_tiers"), ("8", "attribute.material"), ("9", "permits")} <= cells  # fmt: skip
    assert ("4", "code") in cells or ("4", "product") in cells
    assert all(problem and remedy for *_, problem, remedy in findings[1:])


def test_a_sheet_may_name_only_what_changes(shop: Any, at: Any) -> None:
    run(sheet(line()), shop, at)
    run(sheet(line(price="30"), header=["product", "sku", "price"]), shop, at)
    product = selectors.snapshots_by_code(["mug"])["mug"]

    assert str(product.variants[0].prices[0].price.amount) == "30.0000"
    assert len(product.variants[0].prices) == 3
    assert product.texts["de"].title == "Becher"
    assert product.variants[0].weight_g == 400


def test_a_semicolon_sheet_from_german_excel_is_read(shop: Any, at: Any) -> None:
    data = sheet(line(price="24,90", wholesale_tiers="10=20,5"), delimiter=";")
    run(b"\xef\xbb\xbf" + data, shop, at)
    prices = selectors.snapshots_by_code(["mug"])["mug"].variants[0].prices

    assert [str(tier.price.amount) for tier in prices] == ["24.9000", "20.5000"]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"product,sku\n", "no rows"),
        ("product,sku,title.en\nmug,M-1,Gr\xfcn".encode("latin-1"), "UTF-8"),
        (b"produkt,sku\nmug,M-1", "product"),
        (b"product,title.en\nmug,Mug", "sku"),
        (b"product,sku,sku\nmug,M-1,M-1", "twice"),
        (b"product,sku,stock.XXX\nmug,M-1,4", "warehouse"),
        (b'product,sku\n"mug,M-1', "quoted"),
        (b"PK\x03\x04\x00\x00not a csv", "CSV"),
        (b"product,sku,title.xx\nmug,M-1,Mug", "title.xx"),
    ],
)
def test_an_unreadable_file_is_refused_with_the_reason(shop: Any, at: Any, data: bytes, word: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        plan(data, shop, at)
    assert word.lower() in refusal.value.text().lower()
    assert "%(" not in refusal.value.text()


def test_a_refused_file_says_why_on_its_page(shop: Any, at: Any) -> None:
    import_id = upload(b"produkt,sku\nmug,M-1", at=at)
    check(import_id, shop)
    view = selectors.import_view(import_id)

    assert view.state == ImportState.REFUSED
    assert "produkt" in view.problem


def test_counting_less_than_is_promised_writes_nothing(shop: Any, at: Any) -> None:
    from datetime import timedelta

    from apps.common.ids import new_id
    from apps.stock import operations as stock_operations
    from apps.stock.errors import Shortage
    from apps.stock.types import Demand

    run(sheet(line()), shop, at)
    variant_id = selectors.snapshots_by_code(["mug"])["mug"].variants[0].variant_id
    with transaction.atomic():
        stock_operations.hold([Demand(shop.pk, variant_id, 5)], session_id=new_id(), ship_to="DE",
                              expires_at=at + timedelta(minutes=9), at=at)  # fmt: skip
    import_id = upload(sheet(line(stock__JDZ="3", price="99")), at=at)
    check(import_id, shop)
    with pytest.raises(Shortage):
        apply(import_id, shop)

    assert selectors.import_view(import_id).state == ImportState.FAILED
    assert str(selectors.snapshots_by_code(["mug"])["mug"].variants[0].prices[0].price.amount) == "24.5000"
    assert warehouse_reads.on_hand([variant_id]) == {variant_id: {"JDZ": 7}}


def test_two_thousand_rows_go_in_at_once(shop: Any, at: Any) -> None:
    lines = []
    for number in range(1000):
        for colour in ("Red", "Blue"):
            body = f"952{number:08d}{'1' if colour == 'Red' else '2'}"
            lines.append(
                line(product=f"goods-{number}", sku=f"G-{number}-{colour}", option__colour=colour,
                     title__en=f"Mug number {number}", title__de=f"Becher Nummer {number}",
                     gtin=body + gtin_check_digit(body), price=f"{10 + number % 90}.50",
                     wholesale_tiers="10=9.5|50=9")
            )  # fmt: skip
    data = sheet(*lines)
    import_id = upload(data, at=at)
    check(import_id, shop)
    apply(import_id, shop)
    again = plan(selectors.export_sheet(languages=LANGUAGES, around=sheets.surroundings(shop)).encode(), shop, at)

    report = selectors.import_view(import_id).report
    assert (report["rows"], report["new"], report["findings"]) == (2_000, 1000, 0)
    assert Product.objects.filter(status="published").count() == 1000
    assert report["applied"]["shelves"] == 2_000
    assert {product.verdict for product in again.products} == {"unchanged"}
