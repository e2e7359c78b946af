"""Many shipments at once: labels by a worker, one manifest, a carrier that comes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import pypdfium2
import pytest
import requests
from django.db import connection, transaction
from django_tenants.utils import tenant_context

from apps.common.clock import now
from apps.common.errors import InvalidInput
from apps.logistics.errors import CarrierUnavailable
from apps.orders import operations as orders
from apps.shipping import selectors
from apps.shipping.errors import NothingToCollect
from apps.shipping.models import Fulfilment, LabelBatch, Pickup
from apps.shipping.operations import batches, labelling, packing, pickups, sending
from apps.shipping.operations.labelling import print_label
from apps.shipping.types import PickupStatus
from apps.stock.models import Counter
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
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    assert [row.order_number in page for row, page in zip(packed, pages, strict=True)] == [True] * 4
    assert "No label" in pages[-1]
    zpl = client.get(f"{begun['Location']}labels.zpl").content.decode()
    assert zpl.count("^XA") == 4
    assert packed[-1].order_number in zpl.split("^XA")[-1]

    with enter(kiln):
        house = packed[0].warehouse_id
        with pytest.raises(InvalidInput):
            pickups.book_pickup(uuid4(), wish(packed[0], at, day=-1), at=at)
        evening = at.replace(hour=20)
        with pytest.raises(InvalidInput):  # in China it is the next day already
            pickups.book_pickup(uuid4(), replace(wish(packed[0], at), day=evening.date()), at=evening)
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
        assert batches.print_batch(batch_id, by=TEAM) == 1
        assert batches.print_batch(batch_id, by=TEAM) == 0
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


def test_a_batch_whose_worker_is_killed_is_taken_over_by_the_next(
    own_database: str,
    kiln: Any,
    enter: Any,
    packed: list[Fulfilment],
    carrier: Program,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first dies at its second label; nobody else prints while it may live, and then one goes on where it was."""
    begun, printed = now() - timedelta(minutes=30), []

    def dies(public_id: UUID, **facts: Any) -> Fulfilment:
        if len(printed) == 1:
            raise SystemExit("killed")
        printed.append(public_id)
        return print_label(public_id, **facts)

    with enter(kiln):
        ids = [row.public_id for row in packed[:2]]
        with transaction.atomic():
            batch_id = batches.open_batch(ids, at=begun, by=TEAM)
        assert selectors.batch(batch_id).is_idle, "no worker was reached"
        with monkeypatch.context() as patched, pytest.raises(SystemExit):
            patched.setattr(batches, "print_label", dies)
            batches.print_batch(batch_id, by=TEAM)
        assert not selectors.batch(batch_id).is_idle
        assert batches.print_batch(batch_id, by=TEAM) == 0
        assert selectors.batch(batch_id).done == 1
        LabelBatch.objects.update(leased_until=begun)
    client = team_browser(kiln, member(kiln, TeamRole.FULFILMENT))
    assert "Nobody is printing" in client.get(f"/dashboard/dispatch/labels/{batch_id}/").content.decode()
    client.post(f"/dashboard/dispatch/labels/{batch_id}/again/")
    with enter(kiln):
        found = selectors.batch(batch_id)
        assert (found.done, found.is_finished, found.is_idle) == (2, True, False)


def test_what_is_asked_for_again_while_a_worker_prints_is_printed_by_it(
    own_database: str, kiln: Any, enter: Any, packed: list[Fulfilment], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def mended(public_id: UUID, **_: Any) -> None:
        tried.append(public_id)
        if len(tried) == 1:
            raise CarrierUnavailable()
        if len(tried) == 2:
            with transaction.atomic():
                batches.reopen(batch_id, at=now())

    monkeypatch.setattr(batches, "print_label", mended)
    with enter(kiln):
        first, second = (row.public_id for row in packed[:2])
        with transaction.atomic():
            batch_id = batches.open_batch([first, second], at=now(), by=TEAM)
        assert batches.print_batch(batch_id, by=TEAM) == 2
        found = selectors.batch(batch_id)
        LabelBatch.objects.update(created_at=now() - timedelta(days=1))
        with transaction.atomic():
            batches.reopen(batch_id, at=now())
        assert not selectors.batch(batch_id).is_idle, "the worker that was just woken is waited for"
    assert tried == [first, second, first]
    assert (found.done, found.is_finished, found.problems) == (2, True, ())


def test_a_hand_over_takes_the_shelves_in_the_order_of_buyers(
    own_database: str, kiln: Any, enter: Any, packed: list[Fulfilment], carrier: Program, at: datetime
) -> None:
    """The shipments stand in one order, their shelves in the other: a buyer of both waits, or is waited for."""
    with enter(kiln):
        first, second = packed[:2]
        ids = first.public_id, second.public_id
        for row, public_id in ((first, uuid4()), (second, ids[0]), (first, ids[1])):
            Fulfilment.objects.filter(pk=row.pk).update(public_id=public_id)
        for public_id in ids:
            labelling.print_label(public_id, at=at, by=TEAM)
    counters = list(Counter.objects.filter(vendor_id=kiln.pk).order_by("pk")[:2])

    def hand_over() -> None:
        try:
            with tenant_context(kiln):
                sending.hand_over_together(ids, at=at, by=TEAM)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Counter.objects.select_for_update(no_key=True).get(pk=counters[0].pk)
            done = pool.submit(hand_over)
            while not done.done() and not _someone_waits():
                sleep(0.02)
            Counter.objects.select_for_update(no_key=True).get(pk=counters[1].pk)
        done.result(timeout=10)
    with enter(kiln):
        assert Fulfilment.objects.filter(status="handed_over").count() == 2


def _someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


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
