"""API · vendor · a program sells over the counter, and the same request twice is one sale."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from apps.stock import selectors as stock
from apps.tills.models import TillEntry
from apps.vendors.types import TeamRole
from apps.warehouse import operations as houses
from tests.factories import checkout as make
from tests.factories import tills as build

pytestmark = pytest.mark.django_db


def test_a_program_sells_once_gives_back_and_closes_the_till(loom: Any, program: Any, at: datetime) -> None:
    variant = make.goods(loom, at=at)[0]
    seller = program(loom, TeamRole.OWNER)
    lines = [{"variant_id": str(variant), "pieces": 2}]

    nowhere = seller("post", "tills", {"name": "Front", "warehouse": "MOON"})
    packer = program(loom, TeamRole.FULFILMENT, ["orders:write"])
    forbidden = packer("post", "tills", {"name": "Front", "warehouse": "MAIN"})
    till = seller("post", "tills", {"name": "Front", "warehouse": "MAIN"}).json()
    basket = seller("post", f"tills/{till['id']}/basket", {"lines": lines}).json()
    body = {"lines": lines, "means": "cash", "expected": basket["total"]["amount"], "given": "100"}
    first = seller("post", f"tills/{till['id']}/sales", body, key="one")
    again = seller("post", f"tills/{till['id']}/sales", body, key="one")
    dearer = seller("post", f"tills/{till['id']}/sales", {**body, "expected": "1"}, key="two")
    sale = first.json()
    back = seller(
        "post",
        f"till-sales/{sale['id']}/give-back",
        {"means": "cash", "lines": [{"line": 1, "quantity": 1}]},
        key="three",
    )
    count = seller("get", f"tills/{till['id']}/count").json()
    closing = seller(
        "post", f"tills/{till['id']}/closings", {"counted": count["expected"]["amount"], "upto": count["upto"]}
    )

    assert (first.status_code, again.status_code, back.status_code, closing.status_code) == (201, 201, 201, 201)
    assert (nowhere.status_code, nowhere.json()["errors"][0]["field"]) == (422, "warehouse")
    assert forbidden.status_code == 403
    assert again.json() == sale
    assert (dearer.status_code, dearer.json()["errors"][0]["field"]) == (422, "expected")
    assert [one["kind"] for one in seller("get", "till-entries").json()["data"]] == ["refund", "sale"]
    assert closing.json()["difference"]["amount"] in ("0", "0.00")
    assert stock.availability([variant])[variant].sellable == 19


def test_a_program_names_the_serial_numbers_of_what_it_sells(loom: Any, program: Any, enter: Any, at: datetime) -> None:
    variant = make.goods(loom, at=at)[0]
    with enter(loom), transaction.atomic():
        houses.keep_serials(variant, ["N-1"], warehouse="MAIN", at=at)
        till = build.till(at=at)
    seller = program(loom, TeamRole.FULFILMENT, ["orders:read", "orders:write"])
    line = {"variant_id": str(variant), "pieces": 1}

    basket = seller("post", f"tills/{till}/basket", {"lines": [line]}).json()
    bare = seller("post", f"tills/{till}/sales", {"lines": [line], "means": "terminal"}, key="one")
    named = {"lines": [{**line, "serials": ["N-1"]}], "means": "terminal"}
    sold = seller("post", f"tills/{till}/sales", named, key="two")

    assert basket["lines"][0]["by_serial"] is True
    assert (bare.status_code, bare.json()["errors"][0]["field"]) == (422, "serials")
    assert sold.status_code == 201


@pytest.mark.parametrize(
    ("role", "scopes", "status"),
    [
        (TeamRole.OWNER, ["orders:write"], 201),
        (TeamRole.FULFILMENT, ["orders:write"], 201),
        (TeamRole.FINANCE, ["orders:read", "refunds:write"], 403),
        (TeamRole.CATALOGUE, ["products:write"], 403),
    ],
)
def test_who_sells_at_a_till_gives_back_there_and_moves_its_cash_and_nobody_else(
    role: TeamRole, scopes: list[str], status: int, loom: Any, program: Any, enter: Any, at: datetime
) -> None:
    variant = make.goods(loom, at=at)[0]
    with enter(loom):
        till = build.till(at=at)
        sale = build.sell(till, (variant, 1), at=at)
    caller = program(loom, role, scopes)

    cash = caller("post", f"tills/{till}/cash", {"amount": "50", "note": "Float"}, key="one")
    back = caller("post", f"till-sales/{sale.public_id}/give-back", {"means": "cash"}, key="two")

    assert (cash.status_code, back.status_code) == (status, status)
    with enter(loom):
        kinds = sorted(TillEntry.objects.values_list("kind", flat=True))
    assert kinds == (["cash_moved", "refund", "sale"] if status == 201 else ["sale"])


def test_cash_is_moved_once_and_only_what_coins_make_up_with_a_word_of_why(
    loom: Any, program: Any, enter: Any, at: datetime
) -> None:
    make.goods(loom, at=at)
    with enter(loom):
        till = build.till(at=at)
    seller = program(loom, TeamRole.FULFILMENT, ["orders:write"])

    def move(key: str, **body: str) -> Any:
        return seller("post", f"tills/{till}/cash", body, key=key)

    first, again = (move("one", amount="-12.5", note="Stamps") for _ in range(2))
    odd, mute = move("two", amount="0.001", note="Float"), move("three", amount="5", note=" ")

    assert (first.status_code, again.json()) == (201, first.json())
    assert first.json()["drawer"] == {"amount": "-12.50", "currency": "GBP"}
    assert [(one.status_code, one.json()["errors"][0]["field"]) for one in (odd, mute)] == [
        (422, "amount"), (422, "note")
    ]  # fmt: skip
    with enter(loom):
        assert TillEntry.objects.count() == 1
