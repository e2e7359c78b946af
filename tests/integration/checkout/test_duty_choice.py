"""Where a seller lets them, buyers choose when duty is paid, and everything after the checkout follows the choice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from apps.checkout import operations, selectors
from apps.checkout.types import QuotedConsignment
from apps.common.errors import InvalidInput
from apps.common.types import SYSTEM
from apps.shipping.models import Fulfilment
from apps.storefront.forms.checkout_delivery import chosen_services
from apps.vendors import operations as vendors
from tests.factories import checkout as make

pytestmark = pytest.mark.django_db
SHOES = "640411"
UNPAID = "MX-STD/DAP"


def quoted(session: Any) -> QuotedConsignment:
    quote = selectors.session_for_payment(session).quote
    assert quote is not None
    (one,) = quote.consignments
    return one


def test_duty_on_arrival_is_offered_where_the_seller_lets_it_and_goes_to_the_label(
    kiln: Any, loom: Any, enter: Any, drain: Any, at: datetime
) -> None:
    vendors.update_profile(kiln.pk, at=at, by=SYSTEM, duty_choice=True)
    shoes = make.goods(kiln, at=at, pieces=100, hs_code=SHOES)
    rugs = make.goods(loom, at=at, pieces=100, hs_code=SHOES)
    session, _ = make.ready(make.cart(rugs, at=at, quantity=80), at=at)
    assert {one.incoterm for one in quoted(session).options} == {"DDP"}
    view = selectors.session_for_payment(session)
    with pytest.raises(InvalidInput):
        chosen_services({quoted(session).key: UNPAID}, view.quote)  # type: ignore[arg-type]

    session, version = make.ready(make.cart(shoes, at=at, quantity=80), at=at)
    before = quoted(session)
    codes = [one.code for one in before.options]
    assert UNPAID in codes
    assert len(codes) == len(set(codes)) == 2 * len({one.service_code for one in before.options})
    assert (before.incoterm, before.on_arrival.amount) == ("DDP", 0), (
        "what the market promises, unless chosen otherwise"
    )
    with transaction.atomic():
        operations.choose_delivery(session, expected_version=version, choices={before.key: UNPAID}, at=at)
    chosen = quoted(session)
    assert (chosen.incoterm, chosen.chosen.code) == ("DAP", UNPAID)
    assert chosen.on_arrival.amount > 0
    assert chosen.totals.total < before.totals.total
    assert chosen.totals.goods == before.totals.goods

    make.pay(make.place(session, at=at), at=at)
    summary = make.complete(session, at=at)
    drain()
    assert selectors.purchase(summary.public_id).on_arrival == chosen.on_arrival
    with enter(kiln):
        assert Fulfilment.objects.values_list("incoterm", flat=True).get() == "DAP"
