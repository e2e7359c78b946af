"""Storefront · ordering by a list: all or nothing, what each line comes to, and what it costs."""

from __future__ import annotations

import re
import time
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import set_script_prefix

from apps.accounts.models import Company, CompanyMember, User
from apps.checkout.models import Cart, CartLine
from apps.discovery.models import Listing
from apps.discovery.selectors import edition
from tests.factories import catalog, discovery
from tests.factories import checkout as make
from tests.integration.tenancy.people import browser

pytestmark = pytest.mark.django_db
PAGE = "/en-de/order-list/"


@pytest.fixture(autouse=True)
def _prefix() -> Any:
    yield
    set_script_prefix("/")


@pytest.fixture
def shopper() -> Client:
    return Client(HTTP_HOST="portolan.localhost", headers={"sec-fetch-site": "same-origin"})


def goods(vendor: Any, *skus: str, at: datetime, pieces: int = 20, **parts: Any) -> None:
    drafts = [catalog.product(variants=(catalog.variant(sku, currency=vendor.currency, **parts),)) for sku in skus]
    discovery.listed(vendor, drafts, at=at, pieces=pieces)


def in_cart() -> dict[str, int]:
    skus = dict(Listing.objects.filter(market="DE").values_list("variant_id", "sku"))
    return {skus[line.variant_id]: line.quantity for line in CartLine.objects.all()}


def send(shopper: Client, lines: str, **more: Any) -> Any:
    return shopper.post(PAGE, {"lines": lines, **more})


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def each(body: str) -> float:
    """The first price on the page."""
    return float(re.findall(r"([\d,]+)\s€", body)[0].replace(",", "."))


def test_a_list_that_is_right_is_in_the_cart_at_once(shopper: Client, kiln: Any, loom: Any, at: datetime) -> None:
    goods(kiln, "MUG-1", "MUG-2", at=at)
    goods(loom, "RUG-1", gtin="4006381333931", at=at)
    assert "Order by list" in shopper.get("/en-de/cart/").content.decode()

    answer = send(shopper, "SKU, quantity\nmug-1, 2\nMUG-2;10\nMUG-1 3\n4006381333931\t4")

    assert (answer.status_code, answer["Location"]) == (302, "/en-de/cart/")
    assert in_cart() == {"MUG-1": 5, "MUG-2": 10, "RUG-1": 4}
    seen = {line.quantity: line.seen_price.amount for line in CartLine.objects.all()}
    assert (seen[10], seen[5]) == (20, 24.5)
    assert shopper.get("/en-de/cart/").status_code == 200


def test_a_file_does_what_typing_does(shopper: Client, kiln: Any, at: datetime) -> None:
    goods(kiln, "MUG-1", "MUG-2", at=at)
    sheet = SimpleUploadedFile("list.csv", "Artikelnummer;Menge\r\nMUG-2;7\r\n".encode("utf-16"))

    assert send(shopper, "MUG-1, 2", file=sheet).status_code == 302
    assert in_cart() == {"MUG-1": 2, "MUG-2": 7}


def test_one_wrong_line_and_nothing_is_written_until_the_shopper_says_so(
    shopper: Client, kiln: Any, at: datetime
) -> None:
    goods(kiln, "MUG-1", "MUG-2", at=at)
    goods(kiln, "GONE-1", at=at, pieces=0)
    lines = "MUG-1, 12\nMUG-2, 50\nGONE-1, 1\nMUG-3X, 1\nMUG-21, 2\nMUG-1, many"

    answer = send(shopper, lines)
    body = text_of(answer)

    assert answer.status_code == 422
    assert not Cart.objects.exists()
    assert "5 lines cannot be had" in body
    assert "Only 20 pieces are left" in body
    assert "Sold out." in body
    assert "Do you mean: MUG-1 , MUG-2" in body
    assert "A line is a SKU and a whole number" in body
    assert "Add 2 lines to the cart" in body

    answer = send(shopper, lines, add="1")
    assert answer.status_code == 302
    assert in_cart() == {"MUG-1": 12, "MUG-2": 20}
    assert "4 lines were left out: GONE-1, MUG-3X, MUG-21, MUG-1" in text_of(shopper.get("/en-de/cart/"))


def test_the_price_is_that_of_the_quantity_the_cart_comes_to(shopper: Client, kiln: Any, at: datetime) -> None:
    goods(kiln, "MUG-1", at=at)
    prices = []
    for quantity in (9, 10):
        body = text_of(send(shopper, f"MUG-1, {quantity}\nNOTHING, 1"))
        prices.append(each(body))
    assert prices[0] / prices[1] == pytest.approx(24.5 / 20, abs=0.01)

    send(shopper, "MUG-1, 5")
    assert each(text_of(send(shopper, "MUG-1, 5\nNOTHING, 1"))) == prices[1]
    assert "Only 15 pieces are left" in text_of(send(shopper, "MUG-1, 16"))


def test_what_is_not_sold_to_the_country_says_so(shopper: Client, kiln: Any, at: datetime) -> None:
    goods(kiln, "MUG-1", "MUG-2", at=at)
    Listing.objects.filter(sku="MUG-1", market="DE").update(is_sellable=False)
    Listing.objects.filter(sku="MUG-2", market="DE").delete()
    edition.forget()

    body = text_of(send(shopper, "MUG-1, 1\nMUG-2, 1"))

    assert body.count("This is not sold in your country.") == 2
    assert "to the cart" not in body
    assert send(shopper, "MUG-1, 1\nMUG-2, 1", add="1").status_code == 422
    assert not Cart.objects.exists()


def test_a_code_of_several_makers_asks_whose(shopper: Client, kiln: Any, loom: Any, at: datetime) -> None:
    goods(kiln, "A-1", at=at)
    goods(loom, "A-1", at=at)
    lines = "A-1, 2\nNOTHING, 1\nA-1, 3"

    body = send(shopper, lines).content.decode()
    assert sorted(re.findall(r'name="vendor-1" value="([^"]+)"', body)) == ["kiln", "loom"]

    again = send(shopper, lines, **{"vendor-1": "loom"}).content.decode()
    assert '<input type="hidden" name="vendor-1" value="loom">' in again
    assert not Cart.objects.exists()

    send(shopper, lines, add="1", **{"vendor-1": "loom"})
    assert [(line.vendor_id, line.quantity) for line in CartLine.objects.all()] == [(loom.pk, 5)]


def test_changing_the_list_keeps_what_was_sent(shopper: Client) -> None:
    answer = send(shopper, "A-1, 2\nB-2 <b>", change="1")
    assert answer.status_code == 200
    assert "A-1, 2\nB-2 &lt;b&gt;</textarea>" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"lines": ""}, "There is no line with a SKU"),
        ({"lines": "A, 1\n" * 1001}, "The list has 1001 lines"),
        ({"lines": "A\x00"}, "Null characters"),
        ({"file": SimpleUploadedFile("a.csv", "Größe;1".encode("cp1252"))}, "is not UTF-8"),
        ({"file": SimpleUploadedFile("a.csv", b"A;1\n" * 250_001)}, "larger than 1 MB"),
    ],
)
def test_a_list_that_cannot_be_read_names_field_and_remedy(shopper: Client, fields: Any, says: str) -> None:
    answer = shopper.post(PAGE, fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Cart.objects.exists()


def test_many_lines_take_the_statements_of_few(shopper: Client, kiln: Any, loom: Any, at: datetime) -> None:
    skus = [f"LOT-{number}" for number in range(200)]
    goods(kiln, *skus[:100], at=at)
    goods(loom, *skus[100:], at=at)
    send(shopper, "LOT-0, 1")
    counts = []
    for count in (20, 200):
        started = time.process_time()
        with CaptureQueriesContext(connection) as made:
            assert send(shopper, "\n".join(f"{sku}, 1" for sku in skus[:count])).status_code == 302
        spent = time.process_time() - started
        counts.append(len([one for one in made.captured_queries if "SAVEPOINT" not in one["sql"]]))
    assert counts[0] == counts[1] <= 12, counts
    assert spent < 0.4
    assert len(in_cart()) == 200


def test_the_account_of_a_companys_buyer_leads_there() -> None:
    person = User.objects.create_user("buyer@example.org", "x")
    shopper = browser(user=person, cookie=settings.SHOPPER_COOKIE_NAME)
    assert "/order-list/" not in shopper.get("/en-de/account/tokens/").content.decode()

    company = Company.objects.create(legal_name="Trade Ltd", country="DE")
    CompanyMember.objects.create(company=company, user=person, role="buyer")
    assert "/order-list/" in shopper.get("/en-de/account/tokens/").content.decode()


def test_a_list_joins_what_the_cart_has(shopper: Client, kiln: Any, at: datetime) -> None:
    (variant,) = make.goods(kiln, at=at)
    goods(kiln, "MUG-1", at=at)
    shopper.post("/en-de/cart/add/", {"variant": variant, "quantity": 2})
    send(shopper, "MUG-1, 3")
    send(shopper, "MUG-1, 4")

    assert sorted(in_cart().values()) == [2, 7]
    assert Cart.objects.count() == 1
