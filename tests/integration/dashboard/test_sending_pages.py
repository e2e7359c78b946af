"""Dashboard · what is to be sent, what is late on its way, and the figures of each way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from apps.checkout import selectors as purchases
from apps.dashboard.views import sending
from apps.outbox.types import OutboxRecord
from apps.promises import operations as promises
from apps.promises.models import Transit
from apps.shipping import subscribers
from apps.shipping.models import Fulfilment, Parcel, TrackingEvent
from apps.vendors.types import TeamRole
from tests.factories import checkout as make
from tests.integration.dashboard.test_catalogue_pages import browser
from tests.integration.promises.test_promises import departure, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "noop"


def test_what_waits_is_listed_by_urgency_and_what_is_stuck_with_what_to_do(
    kiln: Any, loom: Any, at: datetime, drain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought = make.purchase([*make.goods(kiln, at=at), *make.goods(loom, at=at)], at=at)
    drain()
    own, other = (
        next(part for part in purchases.purchase(bought.public_id).parts if part.vendor_id == vendor.pk)
        for vendor in (kiln, loom)
    )
    with transaction.atomic():
        page = browser(kiln, TeamRole.FULFILMENT)

    waiting = page.get("/dashboard/shipping/").content.decode()
    assert own.order_number in waiting
    assert "Confirm and pack" in waiting
    assert str(other.order_id) not in waiting
    assert "should have left" not in waiting

    with tenant_context(kiln):
        Fulfilment.objects.update(created_at=at - timedelta(days=30))
    late = page.get("/dashboard/shipping/").content.decode()
    assert "1 shipment should have left by now." in late
    assert "Everything travels as it should" in page.get("/dashboard/shipping/late/").content.decode()

    with tenant_context(kiln):
        sent = Fulfilment.objects.get()
        Fulfilment.objects.update(status="handed_over", handed_over_at=at - timedelta(days=9))
        parcel = Parcel.objects.create(
            fulfilment=sent, number=1, weight_g=900, length_mm=200, width_mm=150, height_mm=100,
            tracking_number="MX000000002DE", status="in_transit",
        )  # fmt: skip
        TrackingEvent.objects.create(
            parcel=parcel, event_id="1", code="PICKED_UP", status="in_transit", text="", received_at=at,
            occurred_at=at - timedelta(days=8),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        stuck = page.get("/dashboard/shipping/late/").content.decode()
    assert "No scan for days" in stuck
    assert "Ask the carrier where it is" in stuck
    assert own.order_number in stuck
    assert len(asked) <= 14, [one["sql"][:80] for one in asked.captured_queries]
    with tenant_context(kiln), transaction.atomic():
        monkeypatch.setattr(sending, "MOST", 1)
        newer = Fulfilment.objects.get()
        newer.pk, newer.public_id, newer.order_id, newer.handed_over_at = None, uuid4(), uuid4(), at
        newer.save()
        assert own.order_number in page.get("/dashboard/shipping/late/").content.decode(), "the list is cut at its end"
        transaction.set_rollback(True)
    with tenant_context(kiln), transaction.atomic():
        facts = {"shipment_id": str(sent.public_id), "occurred_at": (at - timedelta(days=8)).isoformat()}
        told = OutboxRecord(1, "shipping.handed_over", str(sent.public_id), kiln.pk, 1, facts, at)
        subscribers.depart(told)
        way = Transit.objects.get(shipment_id=sent.public_id)
        assert (way.outcome, way.service_code, way.weight_g) == ("under_way", sent.service_id, 900)
        subscribers.arrive(replace(told, payload={**facts, "occurred_at": at.isoformat()}))
        way.refresh_from_db()
        assert (way.outcome, way.arrived_at) == ("delivered", at)
    assert "Nothing waits to be sent" in page.get("/dashboard/shipping/").content.decode()


def test_each_way_is_told_in_a_table_bars_and_a_sheet_of_the_vendors_own(kiln: Any, loom: Any, at: datetime) -> None:
    send(kiln.pk, at, 8, days=6)
    send(kiln.pk, at, 2, days=40)
    send(loom.pk, at, 3, days=5, to="FR")
    promises.depart(departure(kiln.pk, at), at=at)
    with transaction.atomic():
        page = browser(kiln, TeamRole.FINANCE)

    shown = page.get("/dashboard/shipping/lanes/?days=90").content.decode()
    assert "From Germany to United States" in shown
    assert "France" not in shown
    assert shown.count('class="chart__bar"') == 1
    assert "20%" in shown
    sheet = page.get("/dashboard/shipping/lanes.csv?days=90").content.decode().splitlines()
    assert len(sheet) == 2
    assert sheet[1].startswith("MX-STD,DE,US,11,1,10,0,1.0,6.0,")
    assert ",0.2000," in sheet[1]
    assert page.get("/dashboard/shipping/lanes/?days=nonsense").content.decode().count('class="chart__bar"') == 1
