"""API · vendor · a program sells over the counter, and the same request twice is one sale."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from apps.stock import selectors as stock
from apps.vendors.types import TeamRole
from tests.factories import checkout as make

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
