"""Another version of goods in place of the one that was ordered: shelf, parcel, customs, money and history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from apps.checkout import selectors as purchases
from apps.checkout.errors import AgeNotConfirmed, MayNotBeSold
from apps.checkout.models import Refund
from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind
from apps.discovery.models import Listing
from apps.orders import operations as orders
from apps.orders import rules, selectors
from apps.orders.errors import VersionDearer, VersionSoldOut, VersionUnknown
from apps.orders.models import Order, OrderEvent
from apps.shipping.models import Fulfilment, FulfilmentLine
from apps.stock.models import Counter, Reservation
from apps.tariffs.types import Assessment, Restricted
from apps.vendors.types import TeamRole
from tests.factories import aftersales as make
from tests.factories import catalog
from tests.factories.aftersales import swap
from tests.integration.tenancy.people import browser, member, team_browser

pytestmark = pytest.mark.django_db

BUYER, SELLER = Actor(ActorKind.BUYER, "guest"), Actor(ActorKind.VENDOR, "ada")
PRICES = {"red": "200.00", "blue": "200.00", "grey": "150.00", "gold": "300.00"}


@pytest.fixture
def sold(kiln: Any, settings: Any, at: datetime, drain: Callable[[], int]) -> SimpleNamespace:
    """Three red bowls, paid; blue ones cost the same, grey ones a quarter less, golden ones more."""
    settings.PAYMENT_GATEWAY = "noop"
    return make.sold_bowls(kiln, catalog.bowl("colour", PRICES), "red", at=at, drain=drain)


def test_another_version_comes_from_the_same_shelf_and_a_cheaper_one_gives_the_difference_back(
    sold: SimpleNamespace, kiln: Any, enter: Any, at: datetime
) -> None:
    refused: list[tuple[Any, type[MarketError]]] = [
        (sold.gold, VersionDearer), (sold.red, VersionUnknown), (sold.part.order_id, VersionUnknown),
    ]  # fmt: skip
    for variant, error in refused:
        with pytest.raises(error):
            swap(sold, variant, at=at)
    Counter.objects.filter(variant_id=sold.blue).update(on_hand=2)
    with pytest.raises(VersionSoldOut):
        swap(sold, sold.blue, at=at)
    with enter(kiln):
        assert not OrderEvent.objects.filter(code="swapped").exists()
        assert Order.objects.get().lines.get().variant_id == sold.red
    assert Counter.objects.get(variant_id=sold.red).reserved == 3
    Counter.objects.filter(variant_id=sold.blue).update(on_hand=3)
    for colour in ("blue", "grey"):
        swap(sold, getattr(sold, colour), at=at)
    reserved = {colour: Counter.objects.get(variant_id=getattr(sold, colour)).reserved for colour in PRICES}
    assert reserved == {"red": 0, "blue": 0, "grey": 3, "gold": 0}
    allocated = Reservation.objects.filter(session_id=sold.part.purchase.session_id, state="allocated")
    assert [row.quantity for row in allocated] == [3]
    (frozen,) = sold.part.frozen["consignments"][0]["lines"]
    price = sum(Decimal(frozen[name]["amount"]) for name in ("goods", "duty", "tax", "fees"))
    back = Refund.objects.get()
    assert back.amount == (price / 4).quantize(Decimal("0.01"), "ROUND_DOWN"), "a quarter of goods, duty and tax"
    with enter(kiln):
        order, sent = Order.objects.get(), FulfilmentLine.objects.get()
        line = order.lines.get()
        told = [entry.data["before"]["sku"] for entry in OrderEvent.objects.filter(code="swapped")]
        assert (line.sku, sent.sku, sent.quantity) == ("BOWL-GREY", "BOWL-GREY", 3)
        assert sent.value.amount == (line.goods.amount * 3 / 4).quantize(Decimal("0.0001"))
        assert told == ["BOWL-RED", "BOWL-BLUE"], "what was ordered stays in the history"
        charges = Assessment.from_json(order.assessment["consignments"][0]["assessment"]).lines
        share = rules.share_of_price(order.assessment, house=str(line.warehouse_id), variant=str(sold.grey))
    assert {one.ref for one in charges} - {None} == {str(sold.grey)}
    assert share == Decimal("0.75")
    shown = purchases.purchase(sold.part.purchase.public_id)
    assert (shown.parts[0].lines[0].sku, shown.timeline[-1].code) == ("BOWL-GREY", "orders.swapped")
    with enter(kiln), transaction.atomic():
        orders.cancel(sold.part.order_id, reason="Broken", at=at, by=SELLER)
    assert Counter.objects.get(variant_id=sold.grey).reserved == 0


def test_a_version_that_is_not_sold_to_everybody_there_is_not_sent(
    sold: SimpleNamespace, kiln: Any, enter: Any, at: datetime
) -> None:
    rule = Restricted(
        rule_id="DE-TEST", effect="prohibited", needs="", label="Test rule", licence="", minimum_age=None, modes=(),
        basis="", source_title="", source_url="", checked_on="", is_verified=True, valid_from="2020-01-01",
    )  # fmt: skip
    found: list[tuple[Restricted, type[MarketError]]] = [
        (rule, MayNotBeSold), (replace(rule, effect="age", minimum_age=18), AgeNotConfirmed),
    ]  # fmt: skip
    for one, error in found:
        Listing.objects.filter(variant_id=sold.blue, market="DE").update(restrictions={"DE": [one.as_json()]})
        with pytest.raises(error):
            swap(sold, sold.blue, at=at)
    with enter(kiln):
        assert Order.objects.get().lines.get().variant_id == sold.red
    assert Counter.objects.get(variant_id=sold.blue).reserved == 0


def test_buyer_and_seller_choose_another_version_on_their_pages(sold: SimpleNamespace, kiln: Any, enter: Any) -> None:
    guest, desk = browser(), team_browser(kiln, member(kiln, TeamRole.FULFILMENT))
    purchase = sold.part.purchase.public_id
    token = purchases.purchase_token(purchase)
    page = f"/en-de/purchases/{purchase}/orders/{sold.part.order_id}/change/?token={token}"
    text = guest.get(page).content.decode()
    assert f"0:{sold.grey}" in text
    assert f"0:{sold.gold}" not in text
    with enter(kiln):
        version = selectors.order(sold.part.order_id).row.version
    assert guest.post(page, {"step": "swap", "wanted": f"0:{sold.gold}", "version": version}).status_code == 422
    assert guest.post(page, {"step": "swap", "wanted": f"0:{sold.blue}", "version": version}).status_code == 302
    with enter(kiln):
        Fulfilment.objects.update(status="packed")
    assert "swap" not in guest.get(page).content.decode().split("<main")[1]
    address = f"/dashboard/orders/{sold.part.order_id}/swap/"
    told = {"wanted": f"0:{sold.grey}", "version": version}
    assert desk.post(address, told).status_code == 422, "the page was of the order before"
    assert desk.post(address, told | {"version": version + 1}).status_code == 302
    with enter(kiln):
        assert selectors.order(sold.part.order_id).lines[0].sku == "BOWL-GREY"
    assert "BOWL-BLUE" in desk.get(f"/dashboard/orders/{sold.part.order_id}/").content.decode()
