"""Many shipments at once: labels by a worker, one manifest, a carrier that comes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pypdfium2
import pytest
import requests
from django.db import transaction

from apps.common.errors import InvalidInput
from apps.logistics.errors import CarrierUnavailable
from apps.orders import operations as orders
from apps.shipping import selectors
from apps.shipping.errors import NothingToCollect
from apps.shipping.models import Fulfilment, Pickup
from apps.shipping.operations import batches, packing, pickups, sending
from apps.shipping.types import PickupStatus
from apps.vendors.types import TeamRole
from tests.integration.orders.test_fulfilment import TEAM
from tests.integration.sandbox.sandbox_world import Program
from tests.integration.tenancy.people import member, team_browser


@pytest.fixture
def packed(own_database: str, kiln: Any, enter: Any, sold: Any, at: datetime) -> list[Fulfilment]:
    """Three packed shipments of kiln, and one that its buyer's payment keeps back."""
    for _ in range(4):
        order_id = sold()
        with enter(kiln), transaction.atomic():
            orders.confirm(order_id, at=at, by=TEAM)
            packing.pack(selectors.for_orders([order_id])[order_id][0].public_id, at=at, by=TEAM)
    with enter(kiln):
        rows = list(Fulfilment.objects.order_by("pk"))
        Fulfilment.objects.filter(pk=rows[-1].pk).update(held_at=at)
        return rows


def test_a_day_of_dispatch_in_the_back_office(
    own_database: str, kiln: Any, enter: Any, packed: list[Fulfilment], carrier: Program, at: datetime
) -> None:
    """Four are ticked, three get labels and one says why not; all in one file; handed over; the carrier comes."""
    client = team_browser(kiln, member(kiln, TeamRole.FULFILMENT))
    ids = [str(row.public_id) for row in packed]
    page = client.get("/dashboard/dispatch/").content.decode()
    assert all(one in page for one in ids)

    begun = client.post("/dashboard/dispatch/labels/", {"shipments": ids})
    state = client.get(begun["Location"], headers={"HX-Request": "true"}).content.decode()
    assert packed[-1].order_number in state
    assert "hx-get" not in state, "what is finished is not asked after again"
    pdf = b"".join(client.get(f"{begun['Location']}labels.pdf"))
    assert len(pypdfium2.PdfDocument(pdf)) == 3
    zpl = client.get(f"{begun['Location']}labels.zpl").content.decode()
    assert zpl.count("^XA") == 3

    with enter(kiln):
        house = packed[0].warehouse_id
        with pytest.raises(InvalidInput):
            pickups.book_pickup(uuid4(), wish(packed[0], at, day=-1), at=at)
        key = uuid4()
        booked = pickups.book_pickup(key, wish(packed[0], at), at=at)
        assert pickups.book_pickup(key, wish(packed[0], at), at=at) == booked
        assert (booked.parcel_count, booked.warehouse_id) == (1, house)
    shown = requests.get(f"{carrier.url}/_sandbox/state", timeout=5).json()
    assert shown["requests"]["POST /v1/pickups"] == 1
    assert client.post(f"/dashboard/dispatch/pickups/{key}/cancel/").status_code == 302
    with enter(kiln):
        assert Pickup.objects.get().status == PickupStatus.CANCELLED

    client.post("/dashboard/dispatch/hand-over/", {"shipments": ids[:3]})
    with enter(kiln):
        [manifest] = selectors.manifests(since=at - timedelta(days=1), until=at + timedelta(days=1))
        assert len(manifest.tracking_numbers) == 3
        assert set(manifest.order_numbers) == {row.order_number for row in packed[:3]}
        assert Fulfilment.objects.get(pk=packed[-1].pk).status == "packed"
    drawn = client.get(f"/dashboard/dispatch/manifests/{manifest.number}.pdf").content
    text = pypdfium2.PdfDocument(drawn)[0].get_textpage().get_text_range()
    assert all(number in text for number in manifest.tracking_numbers)


def test_one_that_cannot_go_keeps_all_of_a_manifest_back(
    own_database: str, kiln: Any, enter: Any, packed: list[Fulfilment], carrier: Program, at: datetime
) -> None:
    with enter(kiln):
        ids = [row.public_id for row in packed[:2]]
        with transaction.atomic():
            batch_id = batches.open_batch(ids[:1], at=at, by=TEAM)
        assert batches.print_batch(batch_id, at=at, by=TEAM) == 1
        assert batches.print_batch(batch_id, at=at, by=TEAM) == 0
        for unfit in ([], [uuid4()], ids):
            with pytest.raises(Exception, match=r"invalid_input|invalid_transition|not_possible"):
                sending.hand_over_together(unfit, at=at, by=TEAM)
        assert set(Fulfilment.objects.values_list("status", flat=True)) == {"packed", "labelled"}
        Fulfilment.objects.filter(pk=packed[0].pk).update(held_at=at)
        with pytest.raises(NothingToCollect):
            pickups.book_pickup(uuid4(), wish(packed[0], at), at=at)
        assert not Pickup.objects.exists()
        with pytest.raises(InvalidInput), transaction.atomic():
            batches.open_batch([uuid4()], at=at, by=TEAM)


@pytest.mark.django_db
def test_a_program_that_asks_again_after_the_carrier_was_silent_asks_for_the_same_visit(
    program: Any, kiln: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def silent(public_id: UUID, *_: Any, **__: Any) -> None:
        asked.append(public_id)
        raise CarrierUnavailable()

    monkeypatch.setattr(pickups, "book_pickup", silent)
    caller = program(kiln, TeamRole.FULFILMENT)
    body = {"warehouse_id": str(uuid4()), "carrier": "meridian", "day": "2026-11-30", "ready_from": "10:00",
            "ready_until": "15:00"}  # fmt: skip
    for key in ("monday-1", "monday-1", "monday-2"):
        assert caller("post", "pickups", body, key=key).status_code == 503
    assert asked[0] == asked[1] != asked[2]


def wish(row: Fulfilment, at: datetime, *, day: int = 0) -> pickups.Wish:
    """A visit on the next Monday, or before today."""
    on = at.date() + timedelta(days=day if day else 7 - at.weekday())
    return pickups.Wish(row.warehouse_id, row.carrier_id, on, time(10), time(15))
