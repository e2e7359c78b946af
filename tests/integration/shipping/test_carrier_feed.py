"""What a carrier tells, asked or by itself, reaches the parcel once."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.logistics import operations as logistics
from apps.logistics import tasks
from apps.logistics.carriers import registry
from apps.logistics.errors import BadCarrierNotice, CarrierRefused
from apps.logistics.models import Tracker
from apps.logistics.types import ParcelPlan, PickupRequest
from apps.orders import selectors as orders
from apps.outbox.models import OutboxEvent
from apps.shipping import selectors as shipments
from apps.shipping.models import TrackingEvent
from apps.shipping.operations import sending
from apps.shipping.operations.labelling import party
from tests.integration.orders.test_fulfilment import TEAM, WORKS, pack_and_label
from tests.integration.sandbox.sandbox_world import Program


def sent(kiln: Any, enter: Any, sold: Any, at: datetime) -> str:
    """A parcel that was handed over; its number."""
    order_id = sold()
    with enter(kiln):
        fulfilment = pack_and_label(order_id, at)
        sending.hand_over(fulfilment, at=at, by=TEAM)
        return str(shipments.view(fulfilment).parcels[0].tracking_number)


def pass_days(carrier: Program, days: float) -> None:
    requests.post(f"{carrier.url}/_sandbox/clock", json={"advance_s": days * 86_400}, timeout=5)


def arm(carrier: Program, kind: str, **options: Any) -> None:
    answer = requests.post(f"{carrier.url}/_sandbox/faults", json={"kind": kind, **options}, timeout=5)
    assert answer.ok, answer.text


def signed(body: bytes, *, secret: str = "", age_s: int = 0) -> dict[str, str]:
    stamp = str(int(time.time()) - age_s)
    key = (secret or settings.MERIDIAN["secret"]).encode()
    return {
        "X-Meridian-Timestamp": stamp,
        "X-Meridian-Signature": hmac.new(key, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest(),
    }


def test_polling_asks_for_what_is_due_and_looks_at_no_vendor_where_nothing_is_new(
    own_database: str, kiln: Any, enter: Any, sold: Any, carrier: Program, at: datetime
) -> None:
    number = sent(kiln, enter, sold, at)
    pass_days(carrier, 1)
    assert tasks.poll_tracking() == 1
    with enter(kiln):
        known = TrackingEvent.objects.count()
    assert known > 1
    first = Tracker.objects.get()
    assert first.next_poll_at > at
    assert tasks.poll_tracking() == 0

    Tracker.objects.update(next_poll_at=at)
    for fault in ("repeated", "out_of_order"):
        arm(carrier, fault, tracking_number=number)
    with CaptureQueriesContext(connection) as statements:
        assert tasks.poll_tracking() == 1
    assert not [one["sql"] for one in statements.captured_queries if "shipping_" in one["sql"]]
    assert Tracker.objects.get().silent_polls == first.silent_polls + 1

    Tracker.objects.update(next_poll_at=at)
    arm(carrier, "corrected", tracking_number=number)
    tasks.poll_tracking()
    with enter(kiln):
        assert TrackingEvent.objects.count() == known + 1
        shown = [one for row in shipments.fulfilments() for one in shipments.as_view(row).parcels[0].scans]
    assert len(shown) == known
    assert shown[-1].text.startswith("Correction")


@pytest.mark.parametrize(
    ("mishap", "status", "shipment", "topic", "noted"),
    [
        ("lost", "lost", "failed", "shipping.failed", "parcel_failed"),
        ("returned", "returned", "returned", "shipping.returned", "parcel_returned"),
    ],
)
def test_a_mishap_comes_to_an_end_that_others_can_act_upon(
    own_database: str, kiln: Any, enter: Any, sold: Any, carrier: Program, at: datetime,
    mishap: str, status: str, shipment: str, topic: str, noted: str, drain: Any,
) -> None:  # fmt: skip
    number = sent(kiln, enter, sold, at)
    arm(carrier, mishap, tracking_number=number)
    pass_days(carrier, 60)
    tasks.poll_tracking()

    with enter(kiln):
        row = shipments.as_view(shipments.fulfilments().get())
    assert (row.status, row.parcels[0].status) == (shipment, status)
    assert OutboxEvent.objects.filter(topic=topic).count() == 1
    assert status in OutboxEvent.objects.filter(topic="shipping.tracked").values_list("payload__status", flat=True)
    drain()
    with enter(kiln):
        assert noted in [entry.code for entry in orders.order(row.order_id).timeline]
    assert not Tracker.objects.get().is_open


def test_a_parcel_that_is_silent_for_a_month_has_expired(
    own_database: str, kiln: Any, enter: Any, sold: Any, carrier: Program, at: datetime
) -> None:
    sent(kiln, enter, sold, at)
    pass_days(carrier, 1)
    tasks.poll_tracking()
    Tracker.objects.update(next_poll_at=at, news_at=at - timedelta(days=31))
    tasks.poll_tracking()

    with enter(kiln):
        assert shipments.as_view(shipments.fulfilments().get()).parcels[0].status == "expired"
    assert not Tracker.objects.get().is_open


def test_a_signed_message_is_folded_once_and_a_forged_one_never(
    own_database: str, kiln: Any, enter: Any, sold: Any, carrier: Program, at: datetime
) -> None:
    number = sent(kiln, enter, sold, at)
    pass_days(carrier, 60)
    told = registry.carrier("meridian")
    answer = told._call("GET", f"/v1/tracking/{number}")  # type: ignore[attr-defined]
    body = json.dumps({"id": "evt_1", "type": "tracking.delivered", "tracking": answer}).encode()
    client = Client(headers={"Host": settings.MARKETPLACE_HOST})

    def post(content: bytes, headers: dict[str, str]) -> int:
        address = "/callbacks/carriers/meridian/"
        return int(client.post(address, content, content_type="application/json", headers=headers).status_code)

    refused = [
        post(body, {}), post(body, signed(body, secret="other")), post(body, signed(body, age_s=400)),
        post(body + b" ", signed(body)), post(b"{}", signed(b"{}")), post(b"\xff", signed(b"\xff")),
    ]  # fmt: skip
    assert refused == [400] * 6
    with enter(kiln):
        assert not TrackingEvent.objects.exists()

    assert [post(body, signed(body)), post(body, signed(body))] == [204, 204]
    with enter(kiln):
        kept = TrackingEvent.objects.count()
        assert shipments.as_view(shipments.fulfilments().get()).status == "delivered"
    assert kept == len(answer["events"])
    stranger = json.dumps({"tracking": answer | {"tracking_number": "CM000000999CN"}}).encode()
    assert post(stranger, signed(stranger)) == 204
    assert client.post("/callbacks/carriers/nobody/", body, content_type="application/json").status_code == 404


def test_any_adapter_rates_collects_and_reads_as_the_port_says(kiln: Any, carrier: Program, at: datetime) -> None:
    """The contract of the port, against the real protocol; for another carrier, its adapter takes this one's place."""
    adapter = registry.carrier("meridian")
    sender = party(WORKS)
    rates = adapter.rates(sender, sender, [ParcelPlan(1200, 300, 200, 100)] * 2)
    assert [rate.price.amount for rate in rates] == sorted(rate.price.amount for rate in rates)
    assert {rate.service_code for rate in rates} == {"MX-ECO", "MX-STD", "MX-EXP"}
    assert all(rate.price.amount > 0 and rate.min_days <= rate.max_days for rate in rates)
    heavy = adapter.rates(sender, sender, [ParcelPlan(40_000, 300, 200, 100)])
    assert {rate.service_code for rate in heavy} == {"MX-EXP"}

    day = datetime(2026, 11, 23).date()
    wish = PickupRequest("key-1", sender, day, at.time().replace(hour=10), at.time().replace(hour=15), 2, 2400)
    number = adapter.book_pickup(wish)
    assert adapter.book_pickup(wish) == number
    adapter.cancel_pickup(number)
    adapter.cancel_pickup(number)
    with pytest.raises(CarrierRefused):
        adapter.book_pickup(PickupRequest("key-2", sender, datetime(2026, 11, 22).date(), wish.ready_from,
                                          wish.ready_until, 2, 2400))  # fmt: skip
    assert adapter.track(["XX000000000CN"]) == []
    with pytest.raises(BadCarrierNotice):
        adapter.read({}, b"{}")


def test_what_is_due_is_claimed_by_one_only(own_database: str, kiln: Any, at: datetime) -> None:
    Tracker.objects.bulk_create(
        Tracker(vendor=kiln, shipment_id=f"00000000-0000-7000-8000-{place:012d}", carrier_id="meridian",
                tracking_number=f"T{place}", next_poll_at=at - timedelta(minutes=place))
        for place in range(5)
    )  # fmt: skip
    from django.db import transaction

    with transaction.atomic():
        first = logistics.claim_due(at=at, until=at + timedelta(minutes=10), limit=3)
    with transaction.atomic():
        second = logistics.claim_due(at=at, until=at + timedelta(minutes=10), limit=3)

    assert [number for _, _, number in first] == ["T2", "T3", "T4"]
    assert [number for _, _, number in second] == ["T0", "T1"]
