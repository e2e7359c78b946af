"""The vendor API's orders: read as sold, confirmed once, called off once; parcels as they are packed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django_tenants.utils import tenant_context

from apps.orders.models import Order
from apps.outbox.models import OutboxEvent
from apps.stock.models import Counter
from tests.factories import checkout as make
from tests.factories.programs import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def variant(kiln: Any, at: Any) -> UUID:
    """A variant of kiln of which two pieces were bought."""
    (variant,) = make.goods(kiln, at=at)
    make.purchase([variant], at=at, quantity=2)
    return variant


@pytest.fixture
def path(mine: Program, variant: UUID) -> str:
    """The order's address."""
    return f"orders/{mine('get', 'orders').json()['data'][0]['id']}"


def test_an_order_reads_as_it_was_sold(mine: Program, path: str, variant: UUID, kiln: Any) -> None:
    answer = mine("get", path)
    order = answer.json()

    with tenant_context(kiln):
        stored = Order.objects.get()
    assert answer["ETag"] == f'"{stored.version}"'
    assert (Decimal(order["total"]["amount"]), order["total"]["currency"]) == (stored.total.amount, "EUR")
    (line,) = order["lines"]
    assert (line["variant_id"], line["quantity"]) == (str(variant), 2)
    assert order["vendor_goods"]["currency"] == "CNY"
    assert order["address"]["locality"] == "Berlin"
    assert (order["events"], [one["status"] for one in order["shipments"]]) == (["confirm", "cancel"], ["pending"])


def test_an_order_is_confirmed_once(mine: Program, path: str) -> None:
    assert mine("post", f"{path}/confirm").json()["status"] == "confirmed"

    again = mine("post", f"{path}/confirm")

    assert (again.status_code, again.json()["code"]) == (409, "common.invalid_transition")
    assert OutboxEvent.objects.filter(topic="orders.confirmed").count() == 1


def test_calling_off_asks_for_a_key_and_happens_once(mine: Program, path: str, variant: UUID) -> None:
    body = {"reason": "Broken in the kiln"}
    assert mine("post", f"{path}/cancel", body).status_code == 400
    assert mine("get", path).json()["status"] == "placed"

    first = mine("post", f"{path}/cancel", body, key="off-1")
    again = mine("post", f"{path}/cancel", body, key="off-1")

    assert (first.status_code, first.json()["status"]) == (200, "cancelled")
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert OutboxEvent.objects.filter(topic="orders.cancelled").count() == 1
    counter = Counter.objects.get(variant_id=variant)
    assert (counter.on_hand, counter.reserved) == (20, 0)
    assert mine("post", f"{path}/cancel", body, key="off-2").status_code == 409


def test_boxes_are_told_or_planned_and_steps_out_of_turn_refused(mine: Program, path: str) -> None:
    parcel = f"shipments/{mine('post', f'{path}/confirm').json()['shipments'][0]['id']}"

    assert mine("post", f"{parcel}/label").status_code == 409
    assert mine("post", f"{parcel}/hand-over").status_code == 409
    planned = mine("post", f"{parcel}/pack", {}).json()
    assert [{name: box[name] for name in planned["planned_boxes"][0]} for box in planned["parcels"]] == planned[
        "planned_boxes"
    ]
    box = {"weight_g": 900, "length_mm": 300, "width_mm": 200, "height_mm": 150}
    packed = mine("post", f"{parcel}/pack", {"boxes": [box, box]}).json()
    assert [one["number"] for one in packed["parcels"]] == [1, 2]
    refused = mine("post", f"{parcel}/pack", {"boxes": [box | {"weight_g": 0}]})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "boxes.0.weight_g")
    assert len(mine("get", parcel).json()["parcels"]) == 2


def test_lists_are_narrowed(mine: Program, path: str) -> None:
    number = mine("get", path).json()["number"]

    assert [row["number"] for row in mine("get", f"orders?q={number}&status=placed&country=DE").json()["data"]] == [
        number
    ]
    for nothing in ("status=shipped", "q=nobody", "country=FR", "placed_after=2999-01-01T00:00:00Z"):
        assert mine("get", f"orders?{nothing}").json()["data"] == []
    assert mine("get", f"shipments?order_id={path.split('/')[1]}&status=pending").json()["data"]
    assert mine("get", "orders?placed_after=yesterday").status_code == 400
