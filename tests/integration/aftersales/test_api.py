"""Aftersales · what programs of buyers and vendors do with returns."""

from __future__ import annotations

from typing import Any

import pytest

from apps.checkout import selectors as purchases
from apps.checkout.models import PurchasePart
from apps.vendors.types import TeamRole
from tests.integration.tenancy.people import browser

pytestmark = pytest.mark.django_db


def test_a_guest_s_program_asks_for_a_return_and_the_seller_s_settles_it(
    bought: PurchasePart,
    kiln: Any,
    program: Any,
) -> None:
    client, seller = browser(), program(kiln, TeamRole.OWNER)
    base, order = "/api/v1/storefront", f"/orders/{bought.order_id}"
    token = purchases.purchase_token(bought.purchase.public_id)

    def guest(method: str, below: str, body: Any = None, *, key: str = "") -> Any:
        headers = {"Purchase-Token": token, **({"Idempotency-Key": key} if key else {})}
        return getattr(client, method)(f"{base}{below}", body, content_type="application/json", headers=headers)

    assert client.get(f"{base}{order}/cases").status_code == 404
    options = guest("get", f"{order}/cases").json()["options"]
    assert (options["may_return"], options["kind"], options["lines"][0]["left"]) == (True, "withdrawal", 3)
    body = {"lines": [{"line": 1, "quantity": 4}], "reason": "changed_mind"}
    too_many = guest("post", f"{order}/returns", body, key="returns-key-a")
    assert (too_many.status_code, too_many.json()["code"]) == (422, "aftersales.too_many_pieces")
    made = guest("post", f"{order}/returns", {**body, "lines": [{"line": 1, "quantity": 1}]}, key="returns-key-b")
    assert made.status_code == 201, made.content
    below = f"returns/{made.json()['id']}"
    assert guest("post", f"/{below}/label").json()["code"] == "aftersales.label_not_needed"
    assert guest("post", f"/{below}/sent", {"tracking_number": "X1"}).json()["status"] == "in_transit"

    assert [one["number"] for one in seller("get", "returns").json()["data"]] == [made.json()["number"]]
    assert seller("post", f"{below}/receive").json()["status"] == "received"
    looked = seller("post", f"{below}/inspect", {"lines": [{"line": 1, "restocked": 1}]})
    assert looked.json()["status"] == "inspected", looked.content
    done = seller("post", f"{below}/settle", {}, key="returns-key-c")
    assert (done.status_code, done.json()["given_back"]["currency"]) == (200, "EUR"), done.content
    assert guest("get", f"/{below}").json()["given_back"] == done.json()["given_back"]
    assert seller("post", f"{below}/settle", {}, key="returns-key-d").status_code == 409
