"""Parcels under way: booked with a carrier that answers, handed over once."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django_tenants.utils import tenant_context

from apps.checkout.models import PurchasePart
from apps.common.clock import now
from apps.demo.world import files, wishes
from apps.orders.models import Order
from apps.shipping.models import Fulfilment, Parcel
from apps.stock.models import Reservation
from apps.vendors import selectors as vendors
from tests.integration.sandbox.sandbox_world import Program

ROOT = Path(__file__).resolve().parents[3]
VENDOR = "kyo-monoya"


@pytest.fixture
def carrier(tmp_path: Path, settings: Any) -> Iterator[Program]:
    """The sandbox carrier, not yet started; its clock stands nearly still."""
    key, secret = "mk_test_demo", secrets.token_hex(16)
    file = ROOT / "apps" / "sandbox" / "carrier" / "app.py"
    command = [sys.executable, "-u", str(file), "--port", "0", "--state", str(tmp_path / "carrier"),
               "--api-key", key, "--api-secret", secret, "--time-scale", "1"]  # fmt: skip
    program = Program(command, tmp_path / "carrier.log")
    settings.MERIDIAN = {"api_base": "http://127.0.0.1:1", "key": key, "secret": secret}
    yield program
    program.stop()


@pytest.fixture
def kyoto(own_database: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The one vendor whose parcels are all on their way, with the goods that are in them."""
    settings.STATE_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    plan = [row for row in files.read("history.json")["purchases"] if row["stage"] == "open"]
    skus = {line["sku"] for row in plan for line in row["lines"]}
    goods = files.products(VENDOR)
    wanted = [row for row in goods if skus & {variant["sku"] for variant in row["variants"]}][-3:]
    monkeypatch.setattr(files, "vendors", lambda: [files.read(f"vendors/{VENDOR}.json")])
    monkeypatch.setattr(files, "products", lambda slug: wanted)
    call_command("load_demo", painters=1, stdout=StringIO(), stderr=StringIO())
    return vendors.by_slug(VENDOR)


def test_buyers_have_a_wish_and_another_version_sent_once(kyoto: Any) -> None:
    rows = files.read("history.json")["purchases"]
    made = wishes.make(rows, (VENDOR,), at=now())
    assert (made, wishes.make(rows, (VENDOR,), at=now())) == (2, 0)
    swapped = PurchasePart.objects.exclude(swapped={}).get()
    with tenant_context(kyoto):
        order = Order.objects.get(public_id=swapped.order_id)
        told = order.timeline.filter(code="swapped").get().data
        assert told["before"]["sku"] != told["sku"]
        assert set(order.lines.values_list("sku", flat=True)) >= {told["sku"]}
        assert Order.objects.exclude(note="").count() == 1


def hand_over() -> str:
    out = StringIO()
    call_command("load_demo", parcels=True, stdout=out)
    return out.getvalue()


def test_parcels_are_handed_over_once_and_only_by_a_carrier_that_answers(
    kyoto: Any, carrier: Program, settings: Any
) -> None:
    with tenant_context(kyoto):
        assert set(Fulfilment.objects.values_list("status", flat=True)) >= {"pending"}
        waiting = Fulfilment.objects.filter(status="pending").count()
    with pytest.raises(CommandError, match="carrier does not answer"):
        hand_over()
    with tenant_context(kyoto):
        assert not Fulfilment.objects.filter(status__in=["labelled", "handed_over"]).exists()

    carrier.start()
    settings.MERIDIAN = {**settings.MERIDIAN, "api_base": carrier.url}
    assert f"{waiting} shipments moved" in hand_over()
    with tenant_context(kyoto):
        assert Fulfilment.objects.filter(status="handed_over").count() == waiting
        assert all(Parcel.objects.filter(fulfilment__status="handed_over").values_list("tracking_number", flat=True))
    assert set(Reservation.objects.values_list("state", flat=True)) == {"shipped"}
    assert "0 shipments moved" in hand_over()
