"""Packing piece by piece: planned boxes, scans that count once, nothing wrong or short is closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind
from apps.fulfilment import selectors
from apps.fulfilment.errors import (
    BoxClosed,
    BoxShort,
    NoCartons,
    NotToBePacked,
    OneTooMany,
    PackingBegun,
    SerialPacked,
    SerialWanted,
    WrongBox,
    WrongItem,
)
from apps.fulfilment.models import PackedPiece, PackingBox, PackingTask
from apps.fulfilment.operations import cartons, following, planning, scanning
from apps.fulfilment.types import CartonDraft
from apps.orders import operations as orders
from apps.shipping import selectors as shipping
from apps.shipping.models import FulfilmentLine, Parcel
from apps.vendors.types import TeamRole
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as houses
from tests.factories.fulfilment import carton
from tests.integration.dashboard.test_catalogue_pages import browser

pytestmark = pytest.mark.django_db
TEAM = Actor(ActorKind.VENDOR, "team")


@pytest.fixture
def shipment(kiln: Any, enter: Any, sold: Any, at: datetime) -> UUID:
    """Two vases of 200 × 150 × 150 mm, confirmed; one carton that takes one of them, and one that takes two."""
    order_id = sold(2)
    with enter(kiln), transaction.atomic():
        found = shipping.for_orders([order_id])[order_id][0].public_id
        with pytest.raises(NotToBePacked):
            planning.begin(found, at=at)
        orders.confirm(order_id, at=at, by=TEAM)
        with pytest.raises(NoCartons):
            planning.begin(found, at=at)
        cartons.add_carton(carton("ONE", (210, 160, 160)), at=at)
        cartons.add_carton(carton("TWO", (310, 210, 160)), at=at)
    return found


def refused(error: type[MarketError], shipment: UUID, scanned: str, at: datetime, box: int = 1) -> None:
    before = PackedPiece.objects.filter(undone_at=None).count()
    with pytest.raises(error), transaction.atomic():
        scanning.scan(shipment, scanned, box=box, key=uuid4(), at=at, by=TEAM)
    assert PackedPiece.objects.filter(undone_at=None).count() == before


def test_a_shipment_is_packed_by_scans_and_becomes_parcels_of_the_cartons_sizes(
    kiln: Any, enter: Any, shipment: UUID, at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        planning.begin(shipment, at=at)
        planning.begin(shipment, at=at)
        task = selectors.task(shipment)
        assert [(box.carton_code, box.missing) for box in task.boxes] == [("TWO", 2)]
        assert task.cost is None or task.cost.amount > 0

        refused(WrongItem, shipment, "BOWL-9", at)
        refused(WrongItem, shipment, "\x1d", at)
        key = uuid4()
        for _ in range(2):
            assert scanning.scan(shipment, "vase-1 ", box=1, key=key, at=at, by=TEAM).missing == 1
        with pytest.raises(BoxShort):
            scanning.close(shipment, 1, weight_g=None, at=at, by=TEAM)
        with pytest.raises(PackingBegun):
            planning.plan_anew(shipment, at=at)
        last = selectors.task(shipment).last
        assert last is not None
        scanning.undo(shipment, last[0], at=at)
        scanning.undo(shipment, last[0], at=at)
        assert selectors.task(shipment).scanned == 0
        for _ in range(2):
            scanning.scan(shipment, "VASE-1", box=1, key=uuid4(), at=at, by=TEAM)
        refused(OneTooMany, shipment, "VASE-1", at)
        assert not Parcel.objects.exists()

        assert scanning.close(shipment, 1, weight_g=2_345, at=at, by=TEAM)
        assert scanning.close(shipment, 1, weight_g=None, at=at, by=TEAM)
        parcel = Parcel.objects.get()
        assert (parcel.weight_g, parcel.length_mm, parcel.width_mm, parcel.height_mm) == (2_345, 318, 218, 168)
        assert shipping.view(shipment).status == "packed"
        refused(BoxClosed, shipment, "VASE-1", at)
        with pytest.raises(BoxClosed):
            scanning.reopen(shipment, 1)

        planning.begin(shipment, at=at)
        again = selectors.task(shipment)
        assert (again.scanned, again.finished_at) == (0, None)


def test_a_piece_of_another_box_is_sent_there_and_numbered_pieces_are_scanned_by_number(
    kiln: Any, enter: Any, shipment: UUID, at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        two = next(row for row in selectors.cartons() if row.code == "TWO")
        cartons.change_carton(two.public_id, CartonDraft("TWO", 310, 210, 160, 4, 100, 1_000, Money("1", "CNY")))
        planning.begin(shipment, at=at)
        assert [box.carton_code for box in selectors.task(shipment).boxes] == ["ONE", "ONE"]
        line = shipping.view(shipment).lines[0]
        house = houses.warehouse(shipping.view(shipment).warehouse_id).code
        scanning.scan(shipment, "VASE-1", box=1, key=uuid4(), at=at, by=TEAM)
        refused(WrongBox, shipment, "VASE-1", at)

        warehouse.keep_serials(line.variant_id, ["S-1", "S-2"], warehouse=house, at=at)
        refused(SerialWanted, shipment, "VASE-1", at, box=2)
        scanning.scan(shipment, "S-2", box=2, key=uuid4(), at=at, by=TEAM)
        scanning.undo(shipment, selectors.task(shipment).last[0], at=at)  # type: ignore[index]
        assert houses.serials(search="S-2")[0].state == "in_house"
        scanning.scan(shipment, "S-2", box=2, key=uuid4(), at=at, by=TEAM)
        assert houses.serials(search="S-2")[0].state == "packed"
        scanning.undo(shipment, PackedPiece.objects.filter(serial="", undone_at=None).get().pk, at=at)
        refused(SerialPacked, shipment, "S-2", at)

        assert not scanning.close(shipment, 2, weight_g=None, at=at, by=TEAM)
        scanning.reopen(shipment, 2)
        assert PackingBox.objects.filter(closed_at=None).count() == 2


def test_an_order_that_changes_is_packed_anew_and_one_that_is_cancelled_frees_its_numbered_pieces(
    kiln: Any, enter: Any, shipment: UUID, at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        planning.begin(shipment, at=at)
        line = shipping.view(shipment).lines[0]
        house = houses.warehouse(shipping.view(shipment).warehouse_id).code
        warehouse.keep_serials(line.variant_id, ["S-1", "S-2"], warehouse=house, at=at)
        scanning.scan(shipment, "S-2", box=1, key=uuid4(), at=at, by=TEAM)
        order_id = shipping.fulfilment(shipment).order_id
        following.follow_order(order_id, at=at)
        assert selectors.task(shipment).scanned == 1, "nothing has changed"

        FulfilmentLine.objects.update(quantity=1)
        following.follow_order(order_id, at=at)
        task = selectors.task(shipment)
        assert ([box.carton_code for box in task.boxes], task.scanned, task.wanted) == (["ONE"], 0, 1)
        PackingTask.objects.update(cost=None)
        assert not planning.improve(shipment, at=at), "it may have begun before there were fewer"
        assert houses.serials(search="S-2")[0].state == "in_house"

        scanning.scan(shipment, "S-1", box=1, key=uuid4(), at=at, by=TEAM)
        orders.cancel(order_id, reason="buyer", at=at, by=TEAM)
        for _ in range(2):
            following.follow_order(order_id, at=at)
        assert houses.serials(search="S-1")[0].state == "in_house"
        assert not PackingTask.objects.exists()


def test_a_worker_s_better_packing_is_taken_only_while_nothing_is_scanned(
    kiln: Any, enter: Any, shipment: UUID, at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        planning.begin(shipment, at=at)
        PackingBox.objects.update(carton_code="OLD")
        PackingTask.objects.update(is_searching=True, cost=None)
        assert planning.improve(shipment, at=at)
        PackingTask.objects.update(is_searching=True, cost=None)
        scanning.scan(shipment, "VASE-1", box=1, key=uuid4(), at=at, by=TEAM)
        before = list(PackingBox.objects.values_list("pk", flat=True))
        assert not planning.improve(shipment, at=at)
        assert list(PackingBox.objects.values_list("pk", flat=True)) == before


def test_the_page_leads_from_the_plan_to_the_packed_order(kiln: Any, enter: Any, shipment: UUID, at: datetime) -> None:
    with transaction.atomic():
        page = browser(kiln, TeamRole.FULFILMENT)
    path = f"/dashboard/shipments/{shipment}/packing/"

    assert "Plan the boxes" in page.get(path).content.decode()
    page.post(f"{path}begin/")
    shown = page.get(path).content.decode()
    assert "Box 1 of 1" in shown
    assert shown.count('class="iso"') == 1
    assert "2 pieces are missing" in shown

    wrong = page.post(f"{path}scan/", {"scan": "BOWL", "box": "1", "key": str(uuid4())})
    assert wrong.status_code == 422
    assert 'data-scan="wrong"' in wrong.content.decode()
    assert "does not belong into this shipment" in wrong.content.decode()
    assert page.post(f"{path}scan/", {"scan": "VASE-1", "box": "x"}).status_code == 422
    for _ in range(2):
        assert page.post(f"{path}scan/", {"scan": "VASE-1", "box": "1", "key": str(uuid4())}).status_code == 302
    assert "Close the box" in page.get(path).content.decode()
    assert page.post(f"{path}close/", {"box": "1", "step": "close", "weight_g": "x"}).status_code == 422
    done = page.post(f"{path}close/", {"box": "1", "step": "close"})
    assert done["Location"].startswith("/dashboard/orders/")
    assert page.get(path).status_code == 200

    made = page.post("/dashboard/cartons/usual/", follow=True).content.decode()
    assert "5 cartons were added." in made
    assert "XL" in made
