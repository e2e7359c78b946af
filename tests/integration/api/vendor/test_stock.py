"""The vendor API's stock: read, set, correct, and feeds of many rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django_tenants.utils import tenant_context

from apps.stock import operations as stock
from apps.stock.types import Demand
from apps.warehouse import operations, selectors
from tests.factories import catalog as build
from tests.factories.programs import Program
from tests.factories.warehouse import house

pytestmark = pytest.mark.django_db


@pytest.fixture
def variant(kiln: Any, at: Any) -> str:
    """A variant with the SKU S-1, ten pieces of it in MAIN, four of them promised."""
    from apps.catalog import operations as catalog

    with transaction.atomic(), tenant_context(kiln):
        house("MAIN", at=at)
        (variant_id,) = catalog.create_product(build.product(variants=(build.variant("S-1"),)), at=at).variants.values()
        operations.receive(variant_id=variant_id, warehouse="MAIN", quantity=10, at=at)
        stock.hold([Demand(kiln.pk, variant_id, 4)], session_id=uuid4(), ship_to="DE",
                   expires_at=at + timedelta(minutes=9), at=at)  # fmt: skip
    return str(variant_id)


def on_hand(program: Program, variant: str) -> int:
    return int(program("get", f"stock-levels/{variant}").json()["houses"][0]["on_hand"])


def count(program: Program, *rows: dict[str, Any]) -> Any:
    return program("post", "stock-counts", {"counts": [{"warehouse": "MAIN", **row} for row in rows]}).json()


def test_levels_say_what_is_there_promised_and_sellable(mine: Program, variant: str) -> None:
    level = mine("get", f"stock-levels/{variant}").json()

    assert level["houses"] == [{"warehouse": "MAIN", "on_hand": 10, "promised": 4, "blocked": 0, "sellable": 6}]
    assert mine("get", "stock-levels?q=S-").json()["data"] == [level]


def test_pieces_come_and_go_with_a_line_in_the_books(mine: Program, variant: str) -> None:
    body = {"variant_id": variant, "warehouse": "MAIN", "kind": "receive", "quantity": 5, "reference": "PO-1"}

    assert mine("post", "stock-movements", body).json()["houses"][0]["on_hand"] == 15
    assert mine("post", "stock-movements", body).json()["houses"][0]["on_hand"] == 15
    removed = mine(
        "post", "stock-movements", body | {"kind": "remove", "quantity": 2, "reference": "", "note": "broken"}
    )
    assert removed.json()["sellable"] == 9
    lines = mine("get", f"stock-movements?variant_id={variant}").json()["data"]
    assert [(line["kind"], line["delta"], line["note"]) for line in lines] == [
        ("adjusted", -2, "broken"), ("received", 5, ""), ("received", 10, "")
    ]  # fmt: skip
    assert lines[0]["actor"] == str(mine.user.public_id)


def test_promised_pieces_are_not_taken_away(mine: Program, variant: str) -> None:
    body = {"variant_id": variant, "warehouse": "MAIN", "kind": "remove", "quantity": 7}

    refused = mine("post", "stock-movements", body)

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (409, "quantity")
    assert on_hand(mine, variant) == 10
    for changes, field in (({"warehouse": "NO"}, "warehouse"), ({"variant_id": str(uuid4())}, "variant_id")):
        strange = mine("post", "stock-movements", body | changes)
        assert (strange.status_code, strange.json()["errors"][0]["field"]) == (422, field)


def test_a_feed_out_of_order_and_twice_ends_at_the_newest(mine: Program, variant: str) -> None:
    newest = count(mine, {"sku": "S-1", "quantity": 8, "version": 9})
    older = count(mine, {"variant_id": variant, "quantity": 5, "version": 8})
    again = count(mine, {"sku": "S-1", "quantity": 7, "version": 9})

    assert (newest["applied"], older["stale"], again["stale"]) == (1, 1, 1)
    assert older["results"] == [{"index": 0, "outcome": "stale", "on_hand": 8, "problem": None}]
    assert on_hand(mine, variant) == 8


def test_times_say_what_is_newer_where_no_version_does(mine: Program, variant: str, at: Any) -> None:
    late, early = (at - timedelta(minutes=minutes) for minutes in (1, 2))

    count(mine, {"sku": "S-1", "quantity": 8, "counted_at": late.isoformat()})
    older = count(mine, {"sku": "S-1", "quantity": 5, "counted_at": early.isoformat()})

    assert older["stale"] == 1
    assert on_hand(mine, variant) == 8


def test_each_row_of_a_feed_stands_for_itself(mine: Program, variant: str) -> None:
    found = count(
        mine,
        {"sku": "S-1", "quantity": 3},
        {"sku": "NO-SUCH", "quantity": 3},
        {"variant_id": str(uuid4()), "quantity": 3},
        {"sku": "S-1", "warehouse": "NO", "quantity": 3},
        {"sku": "S-1", "quantity": 9},
    )

    assert [row["outcome"] for row in found["results"]] == ["refused"] * 4 + ["applied"]
    assert [row["problem"]["field"] for row in found["results"][:4]] == [
        "counts.0.quantity", "counts.1.sku", "counts.2.variant_id", "counts.3.warehouse"
    ]  # fmt: skip
    assert (found["applied"], found["refused"], on_hand(mine, variant)) == (1, 4, 9)


def test_too_many_rows_and_rows_without_a_name_are_refused_whole(mine: Program, variant: str) -> None:
    row = {"sku": "S-1", "warehouse": "MAIN", "quantity": 3}

    for rows in ([row] * 1001, [], [row | {"variant_id": variant}], [{"warehouse": "MAIN", "quantity": 3}],
                 [row | {"quantity": 10**9}], [row | {"version": 2**63}]):  # fmt: skip
        assert mine("post", "stock-counts", {"counts": rows}).status_code == 422
    assert on_hand(mine, variant) == 10


def test_another_vendor_s_shelf_is_not_counted(mine: Program, program: Any, loom: Any, kiln: Any, variant: str,
                                               at: Any) -> None:  # fmt: skip
    with transaction.atomic(), tenant_context(loom):
        house("MAIN", at=at, country="GB")
    other = program(loom)

    assert count(other, {"variant_id": variant, "quantity": 1}, {"sku": "S-1", "quantity": 1})["refused"] == 2
    with tenant_context(kiln):
        assert selectors.shelves().popitem()[1] == 10
    with tenant_context(loom):
        assert selectors.shelves() == {}


def test_a_house_is_opened_and_read(mine: Program) -> None:
    body = {"code": "HH", "name": "Hamburg", "kind": "overseas", "latitude": "53.5503", "longitude": "9.9920",
            "address": {"recipient": "Kiln", "country": "DE", "lines": ["Am Sandtorkai 1"], "postcode": "20457",
                        "locality": "Hamburg"}}  # fmt: skip

    made = mine("post", "warehouses", body)

    assert made.status_code == 201
    assert (made.json()["country"], made.json()["latitude"]) == ("DE", 53.5503)
    assert mine("get", "warehouses/HH").json() == made.json()
    assert [one["code"] for one in mine("get", "warehouses").json()["data"]] == ["HH"]
    assert mine("post", "warehouses", body).status_code == 409
    refused = mine("post", "warehouses", body | {"code": "X2", "address": {"country": "Germany"}})
    assert {one["field"] for one in refused.json()["errors"]} >= {"address.country", "address.lines"}
