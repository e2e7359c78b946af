"""API · a cart filled by a list: one request, all or nothing, each line accounted for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from apps.checkout.models import Cart, CartLine
from tests.factories import catalog, discovery
from tests.factories import checkout as make
from tests.integration.api.shopping import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def mugs(kiln: Any, at: datetime) -> None:
    drafts = [catalog.product(variants=(catalog.variant(sku),)) for sku in ("MUG-1", "MUG-2")]
    discovery.listed(kiln, drafts, at=at)


def test_a_list_by_sku_makes_a_cart_and_joins_it(mugs: None) -> None:
    shopper = Shopper()
    cart = shopper.call("post", "/order-lists", {"lines": [{"code": "mug-1", "quantity": 3}]}, expect=201).json()
    assert (cart["count"], cart["order_list"][0]["addable"], cart["order_list"][0]["problem"]) == (3, 3, None)

    shopper.headers["Cart-Token"] = cart["token"]
    body = {"lines": [{"code": "MUG-2"}, {"code": "MUG-1", "quantity": 2}, {"code": "MUG-1", "quantity": 4}]}
    again = shopper.call("post", "/order-lists", body, expect=201).json()

    assert (again["id"], again["count"], again["token"]) == (cart["id"], 10, None)
    assert again["order_list"][1]["joined"] == [2]
    assert Cart.objects.count() == 1


def test_a_list_with_a_wrong_line_is_refused_with_the_result_of_each(mugs: None) -> None:
    shopper = Shopper()
    body = {"lines": [{"code": "MUG-1", "quantity": 2}, {"code": "MUG-3"}, {"code": "MUG-2", "quantity": 21}]}

    refused = shopper.call("post", "/order-lists", body, expect=409).json()

    assert refused["code"] == "checkout.list_refused"
    assert [(one["field"], one["code"]) for one in refused["errors"]] == [
        ("lines.1.code", "checkout.list_unknown"),
        ("lines.2.code", "checkout.list_fewer_left"),
    ]
    assert refused["lines"][1]["near"] == ["MUG-1", "MUG-2"]
    assert (refused["lines"][2]["left"], refused["lines"][2]["addable"]) == (20, 20)
    assert not Cart.objects.exists()

    cart = shopper.call("post", "/order-lists", {**body, "takes_what_there_is": True}, expect=201).json()
    assert cart["count"] == 22


def test_a_new_cart_takes_many_lines_at_once_or_none(
    kiln: Any, at: datetime, django_assert_max_num_queries: Any
) -> None:
    variants = [str(variant) for variant in make.goods(kiln, at=at, count=4)] * 30
    shopper = Shopper()
    lines = [{"variant_id": variant, "quantity": 1} for variant in variants]

    unknown = {"variant_id": str(uuid4()), "quantity": 1}
    refused = shopper.call("post", "/carts", {"lines": [*lines, unknown]}, expect=409).json()
    assert refused["errors"][0]["field"] == "lines.120.variant_id"
    assert not Cart.objects.exists()

    with django_assert_max_num_queries(25):
        assert shopper.call("post", "/carts", {"lines": lines}, expect=201).json()["count"] == 120
    assert list(CartLine.objects.values_list("quantity", flat=True)) == [30] * 4
