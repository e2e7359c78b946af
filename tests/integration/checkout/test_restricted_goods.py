"""An adult's goods are placed only with a confirmed age, which is kept; a label is refused where law forbids it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from apps.catalog.types import Compliance
from apps.checkout import operations, selectors
from apps.checkout.errors import AgeNotConfirmed, MayNotBeSold
from apps.checkout.models import CartLine, CheckoutSession, Purchase
from apps.checkout.types import SessionStatus
from apps.logistics.models import Service
from apps.shipping.errors import MayNotTravel, ServiceNotFit
from apps.shipping.models import Fulfilment
from apps.shipping.operations import eligible
from apps.stock.models import Reservation
from apps.tariffs import operations as tariffs
from apps.tariffs import selectors as rules
from apps.tariffs.models import Restriction
from apps.warehouse import selectors as houses
from tests.factories import checkout as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_rules() -> Iterator[None]:
    """Rules that a test wrote are gone with it."""
    yield
    rules.look_for_news()


def test_adults_goods_need_a_confirmed_age_and_go_by_who_asks_for_it_unless_law_forbids_it_meanwhile(
    kiln: Any, enter: Any, drain: Any, at: datetime
) -> None:
    variants = make.goods(kiln, at=at, compliance=Compliance(minimum_age=18))
    session, version = make.ready(make.cart(variants, at=at), at=at)
    with pytest.raises(AgeNotConfirmed) as refused, transaction.atomic():
        operations.place(session, expected_version=version, confirmed_age=17, by=make.BUYER, at=at)
    assert refused.value.data["age"] == 18
    assert not Reservation.objects.exists()
    assert CheckoutSession.objects.get(public_id=session).status == SessionStatus.OPEN

    with transaction.atomic():
        placed = operations.place(session, expected_version=version, confirmed_age=18, by=make.BUYER, at=at)
    make.pay(placed, at=at)
    summary = make.complete(session, at=at)
    assert Purchase.objects.get(public_id=summary.public_id).confirmed_age == 18
    drain()

    with enter(kiln):
        row = Fulfilment.objects.select_related("service").get()
        house = houses.warehouse(row.warehouse_id)
        assert row.service.checks_age
        eligible.require_eligible(row, house, at=at)
        row.service = Service.objects.get(pk="MX-ECO")
        with pytest.raises(ServiceNotFit):
            eligible.require_eligible(row, house, at=at)
    _forbid("DE", "6912", at=at)
    with enter(kiln), pytest.raises(MayNotTravel) as kept:
        eligible.require_eligible(row, house, at=at)
    assert "DE-TEST" in kept.value.text()
    assert selectors.purchase(summary.public_id)


def test_more_than_an_inner_packaging_may_hold_is_refused_at_the_cart_by_its_rule(kiln: Any, at: datetime) -> None:
    stated = Compliance(un_number="1266", packing_group="II", inner_quantity=Decimal(6), inner_unit="l")
    (variant,) = make.goods(kiln, at=at, compliance=stated)
    with pytest.raises(MayNotBeSold) as refused, transaction.atomic():
        operations.add_to_cart(None, user_id=None, variant_id=variant, quantity=1, visitor=make.GERMANY, at=at)
    assert "DG-LQ-UN1266-II" in refused.value.data["rules"]
    assert not CartLine.objects.exists()


def _forbid(country: str, hs_prefix: str, *, at: datetime) -> None:
    mould = Restriction.objects.filter(direction="sale").first()
    assert mould is not None
    Restriction.objects.create(
        code=f"{country}-TEST", jurisdiction_id=country, direction="sale", hs_prefix=hs_prefix, effect="prohibited",
        label="Weapons", basis="A law of the test", source=mould.source, valid=(at.date(), None),
    )  # fmt: skip
    with transaction.atomic():
        tariffs.record_revision(name="test", digest="", written=1, at=at)
