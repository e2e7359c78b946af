"""The pages of goods over hubs: a team asks and chooses, a buyer with the mail's link chooses what was offered."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django_tenants.utils import tenant_context

from apps.checkout import selectors as purchases
from apps.itineraries import operations, selectors
from apps.itineraries.models import Plan, Way
from apps.itineraries.types import Ending
from apps.logistics import operations as logistics
from apps.orders.models import Order
from apps.vendors.types import TeamRole
from tests.factories import checkout as make
from tests.factories import itineraries as build
from tests.integration.dashboard.test_catalogue_pages import browser
from tests.integration.tenancy.people import browser as shop

pytestmark = pytest.mark.django_db


def test_a_team_asks_for_an_order_offers_it_and_its_buyer_chooses(
    kiln: Any, at: datetime, settings: Any, drain: Any
) -> None:
    settings.PAYMENT_GATEWAY = "noop"
    build.network()
    make.purchase(make.goods(kiln, at=at), at=at)
    with tenant_context(kiln):
        order = Order.objects.get()
    team = browser(kiln, TeamRole.FULFILMENT)
    ask = f"/dashboard/itineraries/new/?order={order.public_id}"

    assert "Ask for ways" in team.get("/dashboard/itineraries/").text
    page = team.get(ask).text
    assert re.search(r'value="CN\w+" selected', page), "the house is in China"
    wrong = team.post(ask, {"reference": "x", "origin": "CNSHA", "destination": "CNSHA", "weight_kg": "900",
                            "volume_cbm": "4", "ready_on": at.date().isoformat()})  # fmt: skip
    assert wrong.status_code == 422
    assert "Choose two different hubs." in wrong.text
    asked = team.post(
        ask,
        {"reference": "x", "origin": "CNSHA", "destination": "DEDUI", "weight_kg": "900", "volume_cbm": "4",
         "ready_on": at.date().isoformat(), "due_on": (at + timedelta(days=12)).date().isoformat()},
    )  # fmt: skip
    assert asked.status_code == 302
    plan_page = team.get(asked["Location"]).text
    assert "map__line--0" in plan_page
    assert "It arrives after the promised day." in plan_page
    with tenant_context(kiln):
        row = Plan.objects.get()
    assert (row.reference, row.purchase_id) == (order.number, order.purchase_id)
    assert team.get(ask)["Location"] == asked["Location"], "it has a plan"
    assert team.post(f"{asked['Location']}choose/", {"way": "x"}).status_code == 422

    query = f"?token={purchases.purchase_token(order.purchase_id)}"
    here = f"/en-de/purchases/{order.purchase_id}/orders/{order.public_id}/way/"
    guest = shop()
    assert guest.get(here + query).status_code == 404, "not offered yet"
    assert team.post(f"{asked['Location']}step/", {"step": "offer"}).status_code == 302
    drain()
    assert any(here.split("/", 2)[2] in letter.body for letter in mail.outbox)
    assert guest.get(here).status_code == 404, "whoever lacks the link"
    offered = guest.get(here + query).text
    ways = re.findall(r'name="way" value="([^"]+)"', offered)
    assert ways
    guest.post(here + query, {"way": ways[0]})
    with tenant_context(kiln):
        assert str(Way.objects.get(chosen_at__isnull=False).public_id) == ways[0]
        assert Way.objects.get(chosen_at__isnull=False).chosen_by == "buyer:guest"
    assert 'name="way"' not in guest.get(here + query).text
    assert "How it travels" in guest.get(f"/en-de/purchases/{order.purchase_id}/{query}").text
    assert "Chosen by the buyer" in team.get(asked["Location"]).text

    with tenant_context(kiln), transaction.atomic():
        assert operations.look_again(row.public_id, at=at) > 0
        assert str(selectors.plan(row.public_id).chosen.row.public_id) == ways[0]  # type: ignore[union-attr]
        ships = selectors.plan(row.public_id).chosen.legs[0].code  # type: ignore[union-attr]
        logistics.close_leg(ships, since=at, until=None, reason="Strike at the port", at=at, by=build.TEAM)
        assert operations.replan(row.public_id, leg_code=ships, at=at)
    assert "Strike at the port" in guest.get(here + query).text, "the way before, and why it ended"

    with tenant_context(kiln), transaction.atomic():
        assert operations.end_for(order.public_id, why=Ending.ARRIVED, at=at)
        assert not operations.end_for(order.public_id, why=Ending.CANCELLED, at=at), "twice is once"
    over = guest.get(here + query)
    assert over.status_code == 200
    for told in ("The goods have arrived.", "Was to arrive", "Strike at the port"):
        assert told in over.text
    assert 'name="way"' not in over.text
    assert "The way that held" in team.get(asked["Location"]).text
    assert "How it travels" in team.get(f"/dashboard/orders/{order.public_id}/").text
    assert team.post(f"{asked['Location']}step/", {"step": "again"}).status_code == 422
    with tenant_context(kiln):
        assert Plan.objects.get().ended_why == Ending.ARRIVED
