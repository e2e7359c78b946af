"""Dashboard · houses, transfers, counts, alerts and the books, as a browser without script uses them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django_tenants.utils import tenant_context

from apps.catalog import operations as catalog
from apps.stock.tasks import announce_low_shelves
from apps.warehouse import operations, selectors
from tests.factories import catalog as build
from tests.factories.warehouse import house
from tests.integration.tenancy.people import member, team_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(kiln: Any, at: datetime) -> tuple[Client, Any]:
    """An owner's browser, and the variant S-1: ten pieces in MAIN; EAST is empty."""
    with transaction.atomic(), tenant_context(kiln):
        house("MAIN", at=at)
        house("EAST", at=at)
        (variant,) = catalog.create_product(build.product(variants=(build.variant("S-1"),)), at=at).variants.values()
        operations.receive(variant_id=variant, warehouse="MAIN", quantity=10, at=at)
    return team_browser(kiln, member(kiln, "owner")), variant


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def on_hand(vendor: Any, variant: Any) -> dict[str, int]:
    with tenant_context(vendor):
        return {code: pieces for code, pieces in selectors.on_hand([variant])[variant].items() if pieces}


def test_goods_are_put_into_a_bin_of_a_lot_and_found_there(desk: tuple[Client, Any], kiln: Any, at: datetime) -> None:
    client, variant = desk
    with tenant_context(kiln):
        main = selectors.warehouse("MAIN").public_id
    page = f"/dashboard/stock/houses/{main}/"
    assert client.post(f"{page}bins/", {"code": "A-01", "aisle": "A"}).status_code == 302
    assert "has a bin" in text(client.post(f"{page}bins/", {"code": "A-01"}), 422)
    put = {"warehouse": "MAIN", "quantity": "4", "to_bin": "A-01", "to_lot": "L1",
           "expires_on": (at.date() - timedelta(days=2)).isoformat()}  # fmt: skip
    assert client.post(f"/dashboard/stock/{variant}/put-away/", put).status_code == 302
    assert "Only 6 pieces lie there" in text(client.post(f"/dashboard/stock/{variant}/put-away/",
                                                         {**put, "quantity": "7"}), 422)  # fmt: skip
    for query in ("a-01", "S-1", "l1"):
        assert "A-01 S-1 L1" in text(client.get(f"{page}?q={query}"))
    assert "Nothing of that name" in text(client.get(f"{page}?q=Z"))
    shelf = text(client.get(f"/dashboard/stock/{variant}/"))
    assert "Not for sale 4" in shelf
    assert "Expired" in text(client.get("/dashboard/stock/alerts/"))
    received = {"kind": "receive", "warehouse": "MAIN", "quantity": "2", "serials": "N1 N2", "bin_code": "A-01"}
    assert client.post(f"/dashboard/stock/{variant}/", received).status_code == 302
    assert "one number for each piece" in text(client.post(f"/dashboard/stock/{variant}/",
                                                           {**received, "serials": "N3"}), 422)  # fmt: skip
    assert "N2" in text(client.get(f"{page}?q=N"))
    counted = {"kind": "count", "warehouse": "MAIN", "quantity": "12", "serials": "N2 N3"}
    assert client.post(f"/dashboard/stock/{variant}/", counted).status_code == 302
    assert "N3" in text(client.get(f"{page}?q=N"))


def test_a_transfer_goes_from_draft_to_settled(desk: tuple[Client, Any], kiln: Any) -> None:
    client, variant = desk
    draft = {"source": "MAIN", "target": "EAST", "items": "S-1 4"}
    assert "You have no SKU" in text(client.post("/dashboard/stock/transfers/", {**draft, "items": "X 4"}), 422)
    assert "Line 1" in text(client.post("/dashboard/stock/transfers/", {**draft, "items": "S-1"}), 422)
    page = client.post("/dashboard/stock/transfers/", draft)["Location"]
    client.post(f"{page}send/")
    assert on_hand(kiln, variant) == {"MAIN": 6}
    (field,) = set(re.findall(r'name="(line_\d+)"', client.get(page).content.decode()))
    client.post(f"{page}receive/", {field: "3"})
    assert on_hand(kiln, variant) == {"MAIN": 6, "EAST": 3}
    line = field.removeprefix("line_")
    assert "does not explain" in text(client.post(f"{page}settle/", {"line": line, "settlement": "extra"}), 422)
    client.post(f"{page}settle/", {"line": line, "settlement": "stayed"})
    assert on_hand(kiln, variant) == {"MAIN": 7, "EAST": 3}
    assert "They never left" in text(client.get(page))
    books = client.get("/dashboard/stock/movements.csv?kind=transferred&sku=S-1").content.decode().splitlines()
    assert (len(books), books[0].split(",")[:3]) == (3, ["when", "kind", "sku"])
    assert "Nothing has moved yet" in text(client.get("/dashboard/stock/movements/?warehouse=EAST&kind=shipped"))


def test_a_count_is_scanned_and_does_not_say_what_should_be_there(desk: tuple[Client, Any], kiln: Any) -> None:
    client, variant = desk
    page = client.post("/dashboard/stock/counts/", {"warehouse": "MAIN", "most": "5"})["Location"]
    asked = client.get(f"{page}?q=s-1").content.decode()
    line = re.search(r'name="line" value="(\d+)"', asked)
    assert line is not None
    assert ">10<" not in asked
    client.post(page, {"line": line[1], "pieces": "9"})
    assert "second count" in text(client.get(f"{page}?q=S-1"))
    assert on_hand(kiln, variant) == {"MAIN": 10}
    client.post(page, {"line": line[1], "pieces": "9"})
    assert on_hand(kiln, variant) == {"MAIN": 9}
    assert "Corrected by -1" in text(client.get(page)).replace("−", "-")


def test_a_shelf_that_runs_low_is_on_the_list_and_in_one_mail(desk: tuple[Client, Any], kiln: Any, drain: Any) -> None:
    client, variant = desk
    client.post(f"/dashboard/stock/{variant}/low/", {"low_MAIN": "11"})
    announce_low_shelves()
    announce_low_shelves()
    drain()
    assert "Running low" in text(client.get("/dashboard/stock/alerts/"))
    (letter,) = [letter for letter in mail.outbox if "runs low" in letter.subject]
    assert "10 pieces" in letter.body
    assert f"/dashboard/stock/{variant}/" in letter.body


def test_the_rule_of_houses_and_a_hot_shelf_are_set_on_pages(desk: tuple[Client, Any], kiln: Any) -> None:
    client, variant = desk
    client.post("/dashboard/stock/houses/routing/", {"routing": "fastest"})
    kiln.refresh_from_db()
    assert kiln.routing == "fastest"
    client.post("/dashboard/stock/houses/routing/", {"routing": "nonsense"})
    kiln.refresh_from_db()
    assert kiln.routing == "fastest"
    client.post(f"/dashboard/stock/{variant}/hot/", {"warehouse": "MAIN", "hot": "on"})
    assert "in buckets" in text(client.get(f"/dashboard/stock/{variant}/"))
    client.post(f"/dashboard/stock/{variant}/hot/", {"warehouse": "MAIN", "hot": "off"})
    assert "in buckets" not in text(client.get(f"/dashboard/stock/{variant}/"))
