"""The demo world on a small selection: whole, searchable, once, and with books that balance."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django_tenants.utils import tenant_context

from apps.aftersales.models import ReturnRequest
from apps.checkout.models import Purchase, PurchaseEvent, PurchasePart
from apps.demo.world import files, past
from apps.discovery.models import ListingCard
from apps.ledger import selectors as ledger
from apps.ledger.models import Journal
from apps.orders.models import Order
from apps.outbox.models import OutboxEvent
from apps.payouts.models import Payout, PayoutAccount
from apps.reviews.models import Review
from apps.shipping.models import Fulfilment, TrackingEvent
from apps.stock.models import Counter, Reservation
from apps.vendors.models import Vendor
from apps.warehouse.models import StockMovement

CHOSEN = ("hallam-edge", "tasman-wool")


@pytest.fixture
def small_world(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two vendors, pictures a stamp in size, log-ins in a folder of their own."""
    monkeypatch.setattr(files, "vendors", lambda: [files.read(f"vendors/{slug}.json") for slug in CHOSEN])
    settings.STATE_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    house = {"GBP": "DE62370400440532013001", "EUR": "DE89370400440532013000"}
    settings.BANK = {**settings.BANK, "iban_by_currency": house}
    return tmp_path


def load() -> str:
    out = StringIO()
    call_command("load_demo", painters=1, products=6, stdout=out, stderr=out)
    return out.getvalue()


def counts() -> dict[str, Any]:
    """All that a second run could change."""
    found: dict[str, Any] = {
        model.__name__: model.objects.count()
        for model in (Vendor, Purchase, PurchasePart, PurchaseEvent, Review, Journal, Reservation, OutboxEvent, Payout)
    }
    for vendor in Vendor.objects.filter(slug__in=CHOSEN):
        with tenant_context(vendor):
            found[vendor.slug] = (
                Order.objects.count(),
                Fulfilment.objects.count(),
                StockMovement.objects.count(),
                TrackingEvent.objects.count(),
                ReturnRequest.objects.count(),
            )
    return found


def test_the_world_loads_once_with_a_past_that_adds_up(own_database: str, small_world: Path) -> None:
    said = load()
    assert "left out past" not in said

    skus = sellable()
    planned = [row for row in files.read("history.json")["purchases"] if {x["sku"] for x in row["lines"]} <= skus]
    closed = [row for row in planned if row["stage"] != "open"]
    assert closed, "the selection has a past"
    assert Purchase.objects.count() == len(planned)

    for row in closed:
        purchase = Purchase.objects.get(session_id=past.key_of(row["id"]))
        codes = set(PurchaseEvent.objects.filter(purchase=purchase).values_list("code", flat=True))
        assert {"checkout.placed", "orders.confirmed", "shipping.tracked", "shipping.delivered"} <= codes
        for part in PurchasePart.objects.filter(purchase=purchase):
            with tenant_context(part.vendor):
                order = Order.objects.get(public_id=part.order_id)
                assert (order.status, order.total) == ("delivered", part.total)
                shipments = Fulfilment.objects.filter(order_id=order.public_id)
                assert {shipment.status for shipment in shipments} == {"delivered"}
    assert all(not row.difference.amount for row in ledger.trial_balance())

    for vendor in Vendor.objects.filter(slug__in=CHOSEN):
        with tenant_context(vendor):
            moved = dict(StockMovement.objects.order_by().values_list("variant_id").annotate(Sum("delta")))
        counters = Counter.objects.filter(vendor=vendor).order_by()
        counted = dict(counters.values_list("variant_id").annotate(Sum("on_hand")))
        assert moved == counted, "the books of the shelves are their movements"

    assert Review.objects.exists()
    reviewed = Review.objects.values_list("product_id", flat=True)[0]
    assert ListingCard.objects.filter(product_id=reviewed, review_count__gt=0).exists()
    assert not OutboxEvent.objects.filter(topic__startswith="shipping.").exists(), "nobody is told of the past"

    paid_to = PayoutAccount.objects.values_list("vendor__slug", "currency", "masked")
    assert sorted(paid_to) == [("hallam-edge", "GBP", "GB•••• 5555"), ("tasman-wool", "EUR", "•••• 9000")]
    drafts = Payout.objects.filter(status="draft", amount__gt=0, account__isnull=False)
    assert set(drafts.values_list("vendor__slug", flat=True)) == set(CHOSEN)
    assert not OutboxEvent.objects.filter(topic="payouts.account_changed", sent_at__isnull=True).exists()

    log_ins = json.loads((small_world / "demo-logins.json").read_text())
    assert (small_world / "demo-logins.json").stat().st_mode & 0o077 == 0
    assert {"shopper", "wholesale buyer", "staff (super)"} <= {entry["role"] for entry in log_ins}

    with tenant_context(Vendor.objects.get(slug="hallam-edge")):
        assert set(ReturnRequest.objects.values_list("status", flat=True)) == {"requested", "in_transit", "unpaid"}

    before = counts()
    load()
    assert counts() == before


def sellable() -> set[str]:
    rows = [row for slug in CHOSEN for row in files.products(slug)[:6]]
    return {variant["sku"] for row in rows for variant in row["variants"]}
