"""The retail data in the marketplace: to the penny, once, sold by family, sent back in the books."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django_tenants.utils import tenant_context
from djmoney.money import Money

from apps.checkout.models import Purchase, PurchasePart
from apps.discovery import selectors as discovery
from apps.ledger import selectors as ledger
from apps.ledger.models import Journal
from apps.ledger.types import AccountCode
from apps.orders.models import Order, OrderLine
from apps.payments.models import Intent
from apps.vendors import selectors as vendors
from apps.warehouse import selectors as houses
from apps.warehouse.models import StockMovement
from tests.integration.tenancy.people import browser

HEADER = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
ROWS = (
    ("536365", "85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 6, "12/1/2010 8:26", "2.55", "17850", "United Kingdom"),
    ("536365", "22423", "REGENCY CAKESTAND 3 TIER", 2, "12/1/2010 8:26", "12.75", "17850", "United Kingdom"),
    ("536365", "POST", "POSTAGE", 1, "12/1/2010 8:26", "18.00", "17850", "United Kingdom"),
    ("536370", "85099B", "JUMBO BAG RED RETROSPOT", 10, "12/1/2010 8:45", "1.65", "", "EIRE"),
    ("536370", "85099B", "JUMBO BAG RED RETROSPOT", 3, "12/1/2010 8:45", "0.001", "", "EIRE"),
    ("536371", "22423", "REGENCY CAKESTAND 3 TIER", 7, "7/1/2011 9:00", "10.955", "12583", "Unspecified"),
    ("536372", "22720", "SET OF 3 CAKE TINS PANTRY DESIGN", -4, "7/1/2011 9:10", "0", "", "United Kingdom"),
    ("C536379", "22423", "REGENCY CAKESTAND 3 TIER", -1, "7/2/2011 9:41", "12.75", "17850", "United Kingdom"),
    ("C536380", "22423", "REGENCY CAKESTAND 3 TIER", -5, "7/2/2011 9:45", "12.75", "17850", "United Kingdom"),
    ("C536381", "85123A", "WHITE HANGING HEART T-LIGHT HOLDER", -2, "7/3/2011 9:49", "2.55", "", "France"),
    ("A563186", "B", "Adjust bad debt", 1, "8/12/2011 14:51", "-11062.06", "", "United Kingdom"),
)
FAMILIES = {"85123A": "wick-and-lantern", "22423": "kettle-and-crumb", "85099B": "satchel-row"}


@pytest.fixture
def retail_file(tmp_path: Path) -> Path:
    path = tmp_path / "retail.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROWS])
    return path


def load(path: Path) -> str:
    out = StringIO()
    call_command("load_retail", str(path), stdout=out)
    return out.getvalue()


def holdings() -> dict[str, Any]:
    """All that a second run could change."""
    found: dict[str, Any] = {
        "journals": Journal.objects.count(),
        "intents": sorted(Intent.objects.values_list("amount", "refunded")),
    }
    for slug in FAMILIES.values():
        with tenant_context(vendors.by_slug(slug)):
            found[slug] = (
                sorted(Order.objects.values_list("number", "total")), StockMovement.objects.count(),
            )  # fmt: skip
    return found


def test_a_year_of_invoices_becomes_purchases_orders_and_postings(own_database: str, retail_file: Path) -> None:
    said = load(retail_file)
    assert "Purchases − returns + skipped = in the file, exactly, in every country." in said
    assert "returned goods whose purchase is not in the file" in said

    for code, slug in FAMILIES.items():
        with tenant_context(vendors.by_slug(slug)):
            assert OrderLine.objects.filter(sku=code).exists(), "goods are sold by the vendor of their family"
            assert sum(houses_of(code)) >= 24
    purchases = {row.email: row for row in Purchase.objects.all()}
    assert len(purchases) == 3
    british = purchases["customer-17850@retail.example"]
    assert (british.goods, british.ship_to, british.user.name) == (Decimal("40.80"), "GB", "Customer 17850")
    assert PurchasePart.objects.filter(purchase=british).count() == 2
    guest = purchases["guest-536370@retail.example"]
    assert (guest.user, guest.ship_to, guest.goods) == (None, "IE", Decimal("16.50")), "lines below a penny are skipped"
    assert purchases["customer-12583@retail.example"].goods == Decimal("76.69"), "7 × 10.955, rounded once"

    books_after(british)
    found_in_search()

    before = holdings()
    assert "Everything was loaded before; nothing has changed." in load(retail_file)
    assert holdings() == before


def houses_of(code: str) -> list[int]:
    variants = list(OrderLine.objects.filter(sku=code).values_list("variant_id", flat=True)[:1])
    return [pieces for shelf in houses.on_hand(variants).values() for pieces in shelf.values()]


def books_after(british: Purchase) -> None:
    """Two of the customer's cakestands were bought at 12.75: two came back of the six that the file says."""
    assert all(not row.difference.amount for row in ledger.trial_balance())
    kitchen = vendors.by_slug("kettle-and-crumb")
    returned = Journal.objects.filter(kind="return", purchase_id=british.public_id)
    assert sum(leg.amount for journal in returned for leg in journal.postings.filter(
        account__code=AccountCode.BUYER_RECEIVABLE)) == -2550  # fmt: skip
    assert Intent.objects.get(purchase_id=british.public_id).refunded == 2550
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "GBP") == Money(0, "GBP")
    sold = Decimal("76.69")
    assert ledger.balance(AccountCode.VENDOR_PAYABLE, "GBP", kitchen.pk) == Money(-(sold - Decimal("7.67")), "GBP")
    with tenant_context(kitchen):
        notes = [note.data["lines"] for order in Order.objects.all() for note in order.timeline.filter(code="returned")]
    assert [line["quantity"] for lines in notes for line in lines] == [1, 1]


def found_in_search() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT variant_id FROM discovery_listing WHERE market = 'GB' AND sku = '22423'")
        variants = [row[0] for row in cursor.fetchall()]
    (offer,) = discovery.offers(variants, market="GB").values()
    assert offer.titles["en"] == "Regency Cakestand 3 Tier"
    assert offer.is_sellable
    shopper = browser()
    found = shopper.get("/en-gb/search/?q=cakestand").content.decode()
    (link,) = set(re.findall(r'href="(/en-gb/product/[^"#?]*)"', found))
    page = shopper.get(link).content.decode()
    assert "Regency Cakestand 3 Tier" in page
    assert "£12.75" in page


def test_a_file_that_is_not_there_or_not_ours_is_refused_in_words(own_database: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no file"):
        load(tmp_path / "nothing.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="columns are missing"):
        load(tmp_path / "other.csv")
    assert vendors.find_by_slug("kettle-and-crumb") is None


def test_a_lost_line_is_found_out(own_database: str, retail_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from apps.orders import selectors as orders

    honest = orders.past_goods
    monkeypatch.setattr(
        orders, "past_goods", lambda ids: {code: worth - Decimal("0.01") for code, worth in honest(ids).items()}
    )
    with pytest.raises(CommandError, match="not what the file holds"):
        load(retail_file)
