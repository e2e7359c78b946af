"""Waves: places in walking order as the books will be charged, ticks, what was short, and better slots."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from apps.common.types import Actor, ActorKind
from apps.fulfilment import selectors
from apps.fulfilment.errors import NotInOneHouse, WaveOver
from apps.fulfilment.models import PickLine, Wave
from apps.fulfilment.operations import following, slotting, waves
from apps.orders import operations as orders
from apps.outbox import relay
from apps.shipping import selectors as shipping
from apps.shipping.models import Fulfilment, FulfilmentLine
from apps.vendors.types import TeamRole
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as houses
from tests.integration.dashboard.test_catalogue_pages import browser

pytestmark = pytest.mark.django_db
TEAM = Actor(ActorKind.VENDOR, "team")


@pytest.fixture
def shipments(kiln: Any, enter: Any, sold: Callable[..., UUID], at: datetime) -> list[UUID]:
    """Two confirmed orders of two and three pieces in one house: one's good lies in B1 and loose, the other's in A2."""
    found = []
    for pieces in (2, 3):
        order_id = sold(pieces)
        with enter(kiln), transaction.atomic():
            orders.confirm(order_id, at=at, by=TEAM)
            found.append(shipping.for_orders([order_id])[order_id][0].public_id)
    with enter(kiln), transaction.atomic():
        first, second = (Fulfilment.objects.get(public_id=one) for one in found)
        house = houses.warehouse(first.warehouse_id).code
        Fulfilment.objects.filter(pk=second.pk).update(warehouse_id=first.warehouse_id)
        for code, x, y in (("A1", 2, 3), ("A2", 2, 6), ("B1", 5, 3), ("B2", 5, 6)):
            warehouse.add_bin(house, code=code, aisle=code[0], x_m=x, y_m=y, at=at)
        one, other = (row.lines.get().variant_id for row in (first, second))
        warehouse.put_away(variant_id=one, warehouse=house, quantity=1, to_bin="B1", at=at, by=TEAM)
        warehouse.receive(variant_id=other, warehouse=house, quantity=9, bin_code="A2", at=at)
    return found


def test_places_are_walked_in_s_shape_and_what_is_not_found_is_told_by_order(
    kiln: Any, enter: Any, shipments: list[UUID], at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        assert {row.public_id for row in selectors.waiting()} == set(shipments)
        wave_id = waves.open_wave(shipments, at=at, by=TEAM)
        lines = list(PickLine.objects.values_list("bin", "wanted", "totes"))
        assert lines == [("A2", 3, [[2, 3]]), ("B1", 1, [[1, 1]]), ("", 1, [[1, 1]])]
        assert selectors.waiting() == []
        assert selectors.wave(wave_id).metres == 2 * 5 + 2 * 6
        with pytest.raises(NotInOneHouse):
            waves.open_wave(shipments, at=at, by=TEAM)
        assert Wave.objects.count() == 1

        waves.pick(wave_id, 1, pieces=1, at=at)
        waves.pick(wave_id, 2, pieces=1, at=at)
        waves.finish(wave_id, at=at)
        waves.finish(wave_id, at=at)
        short = selectors.shortages(selectors.wave(wave_id))
        assert [(one.tote, one.pieces) for one in short] == [(1, 1), (2, 2)]
        with pytest.raises(WaveOver):
            waves.pick(wave_id, 1, pieces=3, at=at)
        assert len(selectors.waiting()) == 2


def test_a_cancelled_order_is_collected_no_more_and_what_was_taken_goes_back(
    kiln: Any, enter: Any, shipments: list[UUID], at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        wave_id = waves.open_wave(shipments, at=at, by=TEAM)
        waves.pick(wave_id, 2, pieces=1, at=at)
        first, second = (Fulfilment.objects.get(public_id=one) for one in shipments)
        FulfilmentLine.objects.filter(fulfilment=second).update(quantity=2)
        following.follow_order(second.order_id, at=at)
        assert list(PickLine.objects.values_list("wanted", "totes")) == [(2, [[2, 2]]), (1, [[1, 1]]), (1, [[1, 1]])]
        page = browser(kiln, TeamRole.FULFILMENT)
    with enter(kiln), transaction.atomic():
        orders.cancel(first.order_id, reason="buyer", at=at, by=TEAM)
    relay.drain()

    with enter(kiln):
        lines = list(PickLine.objects.values_list("wanted", "picked", "totes"))
        assert lines == [(2, None, [[2, 2]]), (1, 1, [[1, 1]]), (0, 0, [])]
        [gone] = selectors.left(selectors.wave(wave_id))
        sku = first.lines.get().sku
        assert (gone.order.tote, gone.back) == (1, ((sku, "B1", 1),))
    for path in (f"/dashboard/picking/{wave_id}/", f"/dashboard/picking/{wave_id}/sheet/"):
        shown = page.get(path).content.decode()
        assert f"Order {first.order_number} is cancelled: lay nothing more into tote 1." in shown
        assert "not needed any more" in shown
    with enter(kiln), transaction.atomic():
        waves.pick(wave_id, 1, pieces=2, at=at)
        waves.finish(wave_id, at=at)
        assert selectors.shortages(selectors.wave(wave_id)) == []
        assert [row.public_id for row in selectors.waiting()] == [second.public_id]


def test_pages_choose_walk_print_and_end_and_no_more_is_taken_than_was_wanted(
    kiln: Any, enter: Any, shipments: list[UUID]
) -> None:
    with transaction.atomic():
        page = browser(kiln, TeamRole.FULFILMENT)

    assert page.post("/dashboard/picking/", {"shipments": [str(uuid4())]}).status_code == 422
    assert page.get("/dashboard/picking/").content.decode().count('name="shipments" value') == 2
    path = page.post("/dashboard/picking/", {"shipments": [str(one) for one in shipments]})["Location"]
    shown = page.get(path).content.decode()
    assert "Next: bin A2" in shown
    assert 'class="floor__walk"' in shown
    arabic = page.get(path, headers={"accept-language": "ar"}).content.decode()
    assert 'dir="rtl"' in arabic
    assert re.findall(r' (?:x|y|width|height)="[^"]*,', arabic) == []
    for wrong in ({"place": "1", "pieces": "4"}, {"place": "1", "pieces": ""}):
        assert page.post(path, wrong).status_code == 422
    assert page.post(path, {"place": "99", "pieces": "1"}).status_code == 404
    with enter(kiln):
        assert not PickLine.objects.filter(done_at__isnull=False).exists()
    page.post(path, {"place": "1", "pieces": "3"})
    assert "Next: bin B1" in page.get(path).content.decode()
    assert "Pick list for" in page.get(f"{path}sheet/").content.decode()
    assert "Not found" in page.post(f"{path}finish/", follow=True).content.decode()


def test_goods_that_leave_often_are_proposed_for_the_front_and_listed_as_csv(
    kiln: Any, enter: Any, shipments: list[UUID], at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        row = Fulfilment.objects.get(public_id=shipments[1])
        house = houses.warehouse(row.warehouse_id)
        for number in range(20):
            sent = Fulfilment.objects.get(pk=row.pk)
            sent.pk, sent.public_id, sent.order_id = None, uuid4(), uuid4()
            sent._state.adding = True
            sent.created_at = at - timedelta(hours=20 - number)
            sent.save()
            line = FulfilmentLine.objects.get(fulfilment=row)
            line.pk, line.fulfilment = None, sent
            line._state.adding = True
            line.save()
        found = slotting.work_out(house.public_id, vendor_id=kiln.pk, at=at, search_s=0.1)
        assert [(one.bin, one.to_bin) for one in found.proposals] == [("A2", "A1")]
        assert found.proposals[0].saved_m_per_day > 0
        assert found.orders == 22
        page = browser(kiln, TeamRole.FULFILMENT)
    path = f"/dashboard/picking/slots/{house.public_id}/"
    shown = page.get(path).content.decode()
    assert "floor__bin--5" in shown
    assert "As CSV" in shown
    assert page.get(f"{path}moves.csv").content.decode().splitlines()[1].split(",")[1:3] == ["A2", "A1"]
