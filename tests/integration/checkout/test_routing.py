"""Which house serves an order: what was compared is what was held, and it is kept with the order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django_tenants.utils import tenant_context

from apps.checkout import selectors
from apps.common.remember import forget_everything
from apps.common.types import SYSTEM
from apps.orders import selectors as orders
from apps.stock.models import Counter, Reservation
from apps.vendors import operations as vendors
from apps.vendors.types import RoutingRule
from apps.warehouse import operations as warehouse
from tests.factories import checkout as make
from tests.factories import warehouse as build
from tests.integration.tenancy.people import member, team_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug(kiln: Any, at: datetime) -> UUID:
    """Twenty pieces in China, five in Germany."""
    (variant,) = make.goods(kiln, at=at)
    with transaction.atomic(), tenant_context(kiln):
        build.house("HAMBURG", at=at, country="DE", kind="overseas")
        warehouse.receive(variant_id=variant, warehouse="HAMBURG", quantity=5, at=at)
    return variant


def country_of(session: UUID) -> dict[str, int]:
    rows = Reservation.objects.filter(session_id=session, state__in=["held", "allocated"]).select_related("counter")
    return {row.counter.warehouse_country: row.quantity for row in rows}


def told(routing: Any) -> dict[str, str]:
    return {"+".join(house["country"] for house in way["houses"]): way["why"] for way in routing["ways"]}


def test_the_house_that_was_chosen_is_held_and_why_is_kept_with_the_order(
    mug: UUID, kiln: Any, enter: Any, at: datetime
) -> None:
    session, _ = make.ready(make.cart([mug], at=at, quantity=2), at=at)
    (quoted,) = selectors.session_for_payment(session).quote.vendors
    assert [one.warehouse_country for one in quoted.consignments] == ["DE"]
    assert told(quoted.routing) == {"DE": "", "CN": "costs_more"}

    placed = make.place(session, at=at)
    assert country_of(session) == {"DE": 2}
    make.pay(placed, at=at)
    summary = make.complete(session, at=at)

    with enter(kiln):
        (part,) = selectors.purchase(summary.public_id).parts
        kept = orders.order(part.order_id).routing
    assert (kept["rule"], told(kept)) == ("fewest", {"DE": "", "CN": "costs_more"})
    chosen, other = sorted(kept["ways"], key=lambda way: way["why"])
    assert chosen["houses"][0]["pieces"] == 2
    assert Decimal(chosen["landed"]["amount"]) < Decimal(other["landed"]["amount"])
    page = team_browser(kiln, member(kiln, "owner")).get(f"/dashboard/orders/{part.order_id}/").content.decode()
    assert "HAMBURG works" in page
    assert "Costs the buyer more" in page


def test_fewer_parcels_or_less_to_pay_is_the_vendor_s_to_say(mug: UUID, kiln: Any, at: datetime) -> None:
    session, _ = make.ready(make.cart([mug], at=at, quantity=6), at=at)
    (quoted,) = selectors.session_for_payment(session).quote.vendors
    assert [one.warehouse_country for one in quoted.consignments] == ["CN"]
    assert told(quoted.routing)["CN"] == ""
    assert set(told(quoted.routing).values()) <= {"", "more_parcels"}

    with transaction.atomic():
        vendors.set_routing(kiln.pk, RoutingRule.FASTEST, at=at, by=SYSTEM)
    forget_everything()
    session, _ = make.ready(make.cart([mug], at=at, quantity=2), at=at)
    (quoted,) = selectors.session_for_payment(session).quote.vendors
    days = {way["why"]: way["days"] for way in quoted.routing["ways"]}
    assert quoted.routing["rule"] == "fastest"
    assert days[""] == min(days.values())


def test_where_the_chosen_house_is_emptied_meanwhile_the_new_way_is_shown_first(mug: UUID, at: datetime) -> None:
    session, version = make.ready(make.cart([mug], at=at, quantity=2), at=at)
    Counter.objects.filter(variant_id=mug, warehouse_country="DE").update(on_hand=1)

    placed = make.place(session, at=at, expected=version)

    assert not placed.is_placed
    assert country_of(session) == {}
    again = make.place(session, at=at)
    assert again.is_placed
    assert country_of(session) == {"CN": 2}


def test_goods_of_one_house_are_not_compared(kiln: Any, at: datetime) -> None:
    (variant,) = make.goods(kiln, at=at)
    session, _ = make.ready(make.cart([variant], at=at), at=at)
    (quoted,) = selectors.session_for_payment(session).quote.vendors
    assert quoted.routing == {}
