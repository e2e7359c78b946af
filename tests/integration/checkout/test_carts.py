"""Checkout · filling, merging and looking at carts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from djmoney.money import Money

from apps.checkout import operations, selectors
from apps.checkout.errors import NotOffered
from apps.checkout.models import Cart, CartLine, PurchasePart
from apps.checkout.types import CartView, ChangeKind, Visitor
from apps.common.money import zero
from apps.discovery.selectors import edition
from apps.orders import selectors as orders
from apps.warehouse import operations as warehouse
from tests.factories import checkout as make
from tests.factories import warehouse as houses

pytestmark = pytest.mark.django_db


def look(cart_id: Any, *, at: datetime, user_id: int | None = None, visitor: Visitor = make.GERMANY) -> CartView:
    with transaction.atomic():
        return operations.view_cart(cart_id, user_id=user_id, visitor=visitor, at=at)


def test_a_guests_cart_becomes_the_persons_at_log_in(kiln: Any, at: datetime, django_user_model: Any) -> None:
    first, second = make.goods(kiln, at=at, count=2)
    person = django_user_model.objects.create_user("buyer@example.org", "x")
    guest = make.cart([first, second], at=at, quantity=3)
    with transaction.atomic():
        operations.add_to_cart(None, user_id=person.pk, variant_id=first, quantity=5, visitor=make.GERMANY, at=at)

    with transaction.atomic():
        ref = operations.merge_carts(guest, user_id=person.pk, at=at)
        again = operations.merge_carts(guest, user_id=person.pk, at=at)

    assert ref == again
    assert ref.count == 8
    assert dict(CartLine.objects.values_list("variant_id", "quantity")) == {first: 5, second: 3}
    assert Cart.objects.count() == 1


def test_a_cart_that_has_an_owner_is_nobody_elses(kiln: Any, at: datetime, django_user_model: Any) -> None:
    person = django_user_model.objects.create_user("buyer@example.org", "x")
    guest = make.cart(make.goods(kiln, at=at), at=at)
    with transaction.atomic():
        operations.merge_carts(guest, user_id=person.pk, at=at)

    assert look(guest, at=at).is_empty
    assert not look(guest, at=at, user_id=person.pk).is_empty


def test_the_tier_price_of_the_quantity_is_charged(kiln: Any, at: datetime) -> None:
    cart = make.cart(make.goods(kiln, at=at), at=at, quantity=10)
    view = look(cart, at=at)

    (line,) = view.quote.lines
    assert line.vendor_unit == Money(Decimal("20.00"), "CNY")
    assert view.groups[0].lines[0].next_tier is None


def test_a_changed_price_is_shown_until_the_buyer_acts(kiln: Any, at: datetime) -> None:
    (variant,) = make.goods(kiln, at=at)
    cart = make.cart([variant], at=at)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE discovery_listing SET prices = '[[1, \"30.00\"]]' WHERE variant_id = %s", [variant])
    edition.forget()

    for _ in range(2):
        line = look(cart, at=at).groups[0].lines[0]
        assert (line.price_before, line.price_now) == (Money("24.50", "CNY"), Money("30.00", "CNY"))
    with transaction.atomic():
        operations.set_quantity(cart, user_id=None, variant_id=variant, quantity=2, visitor=make.GERMANY, at=at)
    assert look(cart, at=at).groups[0].lines[0].price_before is None


def test_what_is_no_longer_offered_stays_and_says_so(kiln: Any, loom: Any, at: datetime) -> None:
    (gone,), (kept,) = make.goods(kiln, at=at), make.goods(loom, at=at)
    cart = make.cart([gone, kept], at=at)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM discovery_listing WHERE variant_id = %s", [gone])
    edition.forget()
    view = look(cart, at=at)

    assert [line.variant_id for line in view.quote.lines] == [kept]
    assert view.groups[-1].lines[0].problem is ChangeKind.GONE
    assert view.groups[-1].lines[0].title == "Becher" or view.groups[-1].lines[0].title.startswith("Becher")


def test_something_that_is_not_sold_here_is_refused_and_makes_no_cart(at: datetime) -> None:
    with pytest.raises(NotOffered), transaction.atomic():
        operations.add_to_cart(None, user_id=None, variant_id=uuid4(), quantity=1, visitor=make.GERMANY, at=at)
    assert not Cart.objects.exists()


@pytest.mark.parametrize(
    ("market", "currency"),
    [("DE", "EUR"), ("GB", "GBP"), ("US", "USD"), ("JP", "JPY"), ("CN", "CNY"), ("AE", "AED"), ("DE", "KWD")],
)
def test_every_market_and_currency_gets_a_whole_quote(
    kiln: Any, loom: Any, at: datetime, settings: Any, market: str, currency: str
) -> None:
    """Charged through Stripe, which takes dinars in tens of fils only."""
    settings.PAYMENT_GATEWAY = "stripe"
    visitor = Visitor(market, market, "en", currency)
    cart = make.cart([*make.goods(kiln, at=at), *make.goods(loom, at=at)], at=at, quantity=3, visitor=visitor)
    quote = look(cart, at=at, visitor=visitor).quote

    assert len(quote.vendors) == 2
    totals = quote.totals
    for name in ("goods", "shipping", "duty", "tax", "fees"):
        assert sum((getattr(line, name) for line in quote.lines), zero(currency)) == getattr(totals, name)
    assert totals.total.amount % {"JPY": 1, "KWD": Decimal("0.01")}.get(currency, Decimal("0.01")) == 0


def test_every_consignment_offers_services_to_choose_from(kiln: Any, at: datetime) -> None:
    cart = make.cart(make.goods(kiln, at=at), at=at)
    session, version = make.ready(cart, at=at)

    (consignment,) = selectors.session_for_payment(session).quote.consignments
    assert len(consignment.options) > 1
    dearest = max(consignment.options, key=lambda option: option.price.amount)
    with transaction.atomic():
        operations.choose_delivery(
            session, expected_version=version, choices={consignment.key: dearest.service_code}, at=at
        )
    (chosen,) = selectors.session_for_payment(session).quote.consignments
    assert chosen.chosen == dearest
    assert chosen.totals.shipping == dearest.price


def test_two_warehouses_of_a_vendor_are_two_parcels_with_a_choice_each(kiln: Any, enter: Any, at: datetime) -> None:
    """One variant lies in China, the other in Germany: no border, no duty, another service."""

    far, near = make.goods(kiln, at=at, count=2)
    with transaction.atomic(), enter(kiln):
        houses.house("BERLIN", at=at, country="DE", kind="overseas")
        warehouse.receive(variant_id=near, warehouse="BERLIN", quantity=5, at=at, reference="first")
        warehouse.adjust(variant_id=near, warehouse="MAIN", delta=-20, at=at, note="moved")
    session, version = make.ready(make.cart([far, near], at=at), at=at)
    quote = selectors.session_for_payment(session).quote
    assert {one.warehouse_country for one in quote.consignments} == {"CN", "DE"}

    wanted = {
        one.key: one.options[-1 if one.warehouse_country == "CN" else 0].service_code for one in quote.consignments
    }
    with transaction.atomic():
        operations.choose_delivery(session, expected_version=version, choices=wanted, at=at)
    make.pay(make.place(session, at=at), at=at)
    make.complete(session, at=at)

    with enter(kiln):
        order = orders.order(PurchasePart.objects.get().order_id)
    sent = {one.warehouse_id: one.service_code for one in order.fulfilments}
    assert sent == {one.warehouse_id: wanted[one.key] for one in quote.consignments}
    assert len(set(sent.values())) == 2
