"""Checkout · from a cart to each vendor's order."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from djmoney.money import Money

from apps.checkout import operations, selectors
from apps.checkout.errors import AmountMismatch, NotAuthorised, NotYours, SessionStale
from apps.checkout.models import CheckoutSession, Purchase, PurchasePart
from apps.checkout.types import ChangeKind, PurchaseStatus, SessionStatus
from apps.common.money import zero
from apps.ledger import selectors as ledger
from apps.ledger.models import Journal
from apps.ledger.types import AccountCode
from apps.orders import selectors as orders
from apps.payments import operations as payments
from apps.payments import selectors as intents
from apps.payments.models import Intent, Operation
from apps.payments.types import IntentStatus
from apps.stock import selectors as stock
from apps.stock.errors import HoldExpired
from apps.stock.models import Counter, Reservation
from tests.factories import checkout as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_vendors(of_both: list[Any]) -> list[Any]:
    return of_both


def test_a_cart_of_two_vendors_becomes_one_purchase_and_two_orders(
    two_vendors: list[Any], kiln: Any, loom: Any, enter: Any, at: datetime
) -> None:
    summary = make.purchase(two_vendors, at=at, quantity=2)

    view = selectors.purchase(summary.public_id)
    assert view.status is PurchaseStatus.PLACED
    assert [part.vendor_slug for part in view.parts] == ["kiln", "loom"]
    assert sum((part.totals.total for part in view.parts), zero("EUR")) == summary.total
    for vendor, part in zip((kiln, loom), view.parts, strict=True):
        with enter(vendor):
            order = orders.order(part.order_id)
        assert order.row.number == part.order_number
        assert order.row.total == part.totals.total
    availability = stock.availability(two_vendors)
    assert [availability[variant].sellable for variant in two_vendors] == [18, 18]


def test_each_component_of_the_purchase_is_the_sum_of_its_lines(two_vendors: list[Any], at: datetime) -> None:
    summary = make.purchase(two_vendors, at=at, quantity=3)

    purchase = Purchase.objects.get(public_id=summary.public_id)
    view = selectors.purchase(summary.public_id)
    for name in ("goods", "shipping", "duty", "tax", "fees"):
        parts = sum((getattr(part.totals, name) for part in view.parts), zero("EUR"))
        assert parts == getattr(purchase.totals, name)
    assert summary.total == selectors.session_for_payment(summary.session_id).quote.totals.total


def test_the_first_look_at_the_cart_shows_what_is_charged(two_vendors: list[Any], at: datetime) -> None:
    cart_id = make.cart(two_vendors, at=at, quantity=2)
    with transaction.atomic():
        shown = operations.view_cart(cart_id, user_id=None, visitor=make.GERMANY, at=at)
    session, _ = make.ready(cart_id, at=at + timedelta(minutes=5))
    make.pay(make.place(session, at=at + timedelta(minutes=6)), at=at + timedelta(minutes=7))

    summary = make.complete(session, at=at + timedelta(minutes=7))

    assert summary.total == shown.quote.totals.total


def test_who_completes_second_gets_the_first_ones_result(two_vendors: list[Any], at: datetime) -> None:
    session, _ = make.ready(make.cart(two_vendors, at=at), at=at)
    placed = make.place(session, at=at)
    make.pay(placed, at=at)

    first = make.complete(session, at=at)
    with transaction.atomic():
        second = operations.complete(session, expected_version=placed.version, by=make.BUYER, at=at)

    assert first == second
    assert Purchase.objects.count() == 1


def test_the_books_balance_and_the_vendor_is_owed_its_price_less_commission(
    two_vendors: list[Any], kiln: Any, loom: Any, at: datetime, drain: Any
) -> None:
    summary = make.purchase(two_vendors, at=at, quantity=2)
    drain()
    payments.resolve_due(at=at + timedelta(minutes=5))

    assert all(row.difference.amount == 0 for row in ledger.trial_balance())
    assert ledger.balance(AccountCode.VENDOR_PAYABLE, "CNY", kiln.pk) == Money(Decimal("-44.10"), "CNY")
    assert ledger.balance(AccountCode.VENDOR_PAYABLE, "GBP", loom.pk) == Money(Decimal("-44.10"), "GBP")
    assert ledger.balance(AccountCode.PSP_CLEARING, "EUR") == summary.total
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "EUR") == zero("EUR")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert set(Journal.objects.values_list("kind", flat=True)) == {"sale", "capture"}
    assert Intent.objects.get().status == IntentStatus.CAPTURED


def test_the_buyer_is_written_to_in_the_language_of_the_purchase(
    two_vendors: list[Any], at: datetime, drain: Any
) -> None:
    summary = make.purchase(two_vendors, at=at)
    drain()

    (letter,) = mail.outbox
    assert letter.to == [make.EMAIL]
    assert summary.number in letter.subject
    assert "Becher" in letter.body
    assert f"/track/{summary.public_id}/" in letter.body


def test_placing_twice_holds_once(two_vendors: list[Any], at: datetime) -> None:
    session, version = make.ready(make.cart(two_vendors, at=at), at=at)

    first = make.place(session, at=at, expected=version)
    again = make.place(session, at=at, expected=version)

    assert first == again
    assert Intent.objects.count() == 1
    assert Reservation.objects.filter(state="held").count() == 2


def test_an_old_window_cannot_place(two_vendors: list[Any], at: datetime) -> None:
    session, version = make.ready(make.cart(two_vendors, at=at), at=at)
    with pytest.raises(SessionStale), transaction.atomic():
        operations.place(session, expected_version=version - 1, by=make.BUYER, at=at)
    assert not Reservation.objects.exists()
    assert not Intent.objects.exists()


def test_an_unpaid_checkout_is_not_completed(two_vendors: list[Any], at: datetime) -> None:
    session, _ = make.ready(make.cart(two_vendors, at=at), at=at)
    make.place(session, at=at)
    with pytest.raises(NotAuthorised), transaction.atomic():
        make.complete(session, at=at)
    assert not Purchase.objects.exists()


def test_a_payment_of_another_amount_completes_nothing(two_vendors: list[Any], at: datetime) -> None:
    session, _ = make.ready(make.cart(two_vendors, at=at), at=at)
    placed = make.place(session, at=at)
    make.pay(placed, at=at)
    Intent.objects.update(amount=1)
    with pytest.raises(AmountMismatch), transaction.atomic():
        make.complete(session, at=at)
    assert not Purchase.objects.exists()
    assert Reservation.objects.filter(state="held").count() == 2


def test_goods_that_were_sold_meanwhile_are_shown_and_nothing_is_held(two_vendors: list[Any], at: datetime) -> None:
    session, version = make.ready(make.cart(two_vendors, at=at), at=at)
    Counter.objects.filter(variant_id=two_vendors[0]).update(on_hand=0)

    placed = make.place(session, at=at, expected=version)

    assert placed.intent_id is None
    assert ChangeKind.SOLD_OUT in {change.kind for change in placed.changes}
    assert not Reservation.objects.filter(state="held").exists()
    assert not Intent.objects.exists()
    accepted = make.place(session, at=at)
    assert accepted.is_placed
    assert {line.variant_id for line in selectors.session_for_payment(session).quote.lines} == {two_vendors[1]}


def test_a_price_that_changed_has_to_be_accepted_first(two_vendors: list[Any], at: datetime) -> None:
    session, version = make.ready(make.cart(two_vendors, at=at), at=at)
    shown = selectors.session_for_payment(session).quote.totals.total
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE discovery_listing SET prices = '[[1, \"99.00\"]]' WHERE variant_id = %s", [two_vendors[0]]
        )

    placed = make.place(session, at=at, expected=version)

    kinds = {change.kind for change in placed.changes}
    assert {ChangeKind.PRICE, ChangeKind.TOTAL} <= kinds
    assert selectors.session_for_payment(session).quote.totals.total > shown
    assert make.place(session, at=at).is_placed


def test_a_hold_that_ran_out_is_taken_again_where_the_goods_are_still_there(
    two_vendors: list[Any], at: datetime
) -> None:
    from apps.stock import operations as shelves

    session, _ = make.ready(make.cart(two_vendors, at=at), at=at)
    make.pay(make.place(session, at=at), at=at)
    later = at + timedelta(hours=1)
    with transaction.atomic():
        shelves.release_expired(at=later)

    assert make.complete(session, at=later).number


def test_goods_sold_to_another_while_paying_void_the_payment_and_show_the_change(
    two_vendors: list[Any], at: datetime
) -> None:
    from apps.stock import operations as shelves

    session, _ = make.ready(make.cart(two_vendors, at=at), at=at)
    placed = make.place(session, at=at)
    make.pay(placed, at=at)
    later = at + timedelta(hours=1)
    with transaction.atomic():
        shelves.release_expired(at=later)
    Counter.objects.filter(variant_id=two_vendors[0]).update(on_hand=0)

    with pytest.raises(HoldExpired), transaction.atomic():
        make.complete(session, at=later)
    with transaction.atomic():
        operations.give_up(session, at=later)
    payments.resolve_due(at=later)

    assert not Purchase.objects.exists()
    assert intents.intent(placed.intent_id).status is IntentStatus.VOIDED
    view = selectors.session_for_payment(session)
    assert view.status is SessionStatus.OPEN
    assert [change.kind for change in view.changes][:2] == [ChangeKind.HOLD, ChangeKind.SOLD_OUT]
    assert not Reservation.objects.filter(state="held").exists()


def test_a_checkout_that_is_not_paid_in_time_gives_the_goods_back(two_vendors: list[Any], at: datetime) -> None:
    session, _ = make.ready(make.cart(two_vendors, at=at), at=at)
    placed = make.place(session, at=at)
    with transaction.atomic():
        assert operations.expire_session(session, at=at + timedelta(minutes=16))

    assert selectors.session_for_payment(session).status is SessionStatus.EXPIRED
    assert intents.intent(placed.intent_id).status is IntentStatus.EXPIRED
    assert not Reservation.objects.filter(state="held").exists()


def test_a_checkout_that_is_paid_in_the_last_moment_does_not_expire(two_vendors: list[Any], at: datetime) -> None:
    session, _ = make.ready(make.cart(two_vendors, at=at), at=at)
    make.pay(make.place(session, at=at), at=at)
    with transaction.atomic():
        assert not operations.expire_session(session, at=at + timedelta(minutes=16))
    assert make.complete(session, at=at + timedelta(minutes=16)).number


def test_going_back_gives_the_goods_back_and_withdraws_the_payment(two_vendors: list[Any], at: datetime) -> None:
    session, _ = make.ready(make.cart(two_vendors, at=at), at=at)
    placed = make.place(session, at=at)
    with transaction.atomic():
        operations.reopen(session, at=at)

    assert selectors.session_for_payment(session).status is SessionStatus.OPEN
    assert intents.intent(placed.intent_id).status is IntentStatus.CANCELLED
    assert not Reservation.objects.filter(state="held").exists()
    again = make.place(session, at=at)
    assert again.intent_id not in (None, placed.intent_id)


def test_a_cancelled_part_is_refunded_to_the_last_cent(
    two_vendors: list[Any], kiln: Any, enter: Any, at: datetime, drain: Any
) -> None:
    from apps.common.types import Actor, ActorKind
    from apps.orders import operations as vendor_orders

    summary = make.purchase(two_vendors, at=at)
    drain()
    payments.resolve_due(at=at + timedelta(minutes=5))
    part = PurchasePart.objects.get(vendor=kiln)
    with transaction.atomic(), enter(kiln):
        vendor_orders.cancel(part.order_id, reason="broken", at=at, by=Actor(ActorKind.VENDOR))
    drain()
    payments.resolve_due(at=at + timedelta(minutes=6))

    part.refresh_from_db()
    assert part.status == "cancelled"
    assert Operation.objects.get(kind="refund").state == "succeeded"
    assert ledger.balance(AccountCode.PSP_CLEARING, "EUR") == summary.total - part.total
    assert ledger.balance(AccountCode.VENDOR_PAYABLE, "CNY", kiln.pk) == zero("CNY")
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "EUR") == zero("EUR")
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())
    assert selectors.purchase(summary.public_id).status is PurchaseStatus.PLACED


def test_a_guests_purchase_is_claimed_with_its_verified_address_only(
    two_vendors: list[Any], at: datetime, django_user_model: Any
) -> None:
    summary = make.purchase(two_vendors, at=at)
    person = django_user_model.objects.create_user("other@example.org", "x")

    with pytest.raises(NotYours), transaction.atomic():
        operations.claim(summary.public_id, user_id=person.pk, verified_emails=["other@example.org"], at=at)
    assert Purchase.objects.get().user_id is None

    with transaction.atomic():
        operations.claim(summary.public_id, user_id=person.pk, verified_emails=[make.EMAIL.upper()], at=at)
    assert [row.public_id for row in selectors.purchases_of(person.pk)] == [summary.public_id]


def test_what_is_bought_leaves_the_cart_and_what_was_added_stays(two_vendors: list[Any], at: datetime) -> None:
    cart_id = make.cart(two_vendors[:1], at=at)
    session, _ = make.ready(cart_id, at=at)
    make.pay(make.place(session, at=at), at=at)
    with transaction.atomic():
        operations.add_to_cart(
            cart_id, user_id=None, variant_id=two_vendors[1], quantity=4, visitor=make.GERMANY, at=at
        )
    make.complete(session, at=at)

    assert selectors.cart_count(cart_id) == 4


@pytest.mark.parametrize("step", ["allocate", "accept_part", "insert_together", "post", "_close"])
def test_a_completion_that_breaks_at_any_step_leaves_nothing(
    two_vendors: list[Any], kiln: Any, loom: Any, enter: Any, at: datetime, monkeypatch: Any, step: str
) -> None:
    session, _ = make.ready(make.cart(two_vendors, at=at), at=at)
    make.pay(make.place(session, at=at), at=at)
    from apps.checkout.operations import completing

    class Broken(Exception):
        pass

    calls: list[int] = []

    def breaks(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        raise Broken

    target = {
        "allocate": (completing.stock, "allocate"),
        "accept_part": (completing.orders, "accept_part"),
        "post": (completing.ledger, "post"),
        "insert_together": (completing, "insert_together"),
        "_close": (completing, "_close"),
    }[step]
    with monkeypatch.context() as patch:
        patch.setattr(*target, breaks)
        with pytest.raises(Broken), transaction.atomic():
            make.complete(session, at=at)

    assert calls
    assert not Purchase.objects.exists()
    assert not Journal.objects.exists()
    assert Reservation.objects.filter(state="held").count() == 2
    assert CheckoutSession.objects.get().status == SessionStatus.PLACED
    for vendor in (kiln, loom):
        with enter(vendor):
            assert orders.counts() == {}
    assert make.complete(session, at=at).number


def test_money_that_is_promised_when_nobody_waits_for_it_any_more_is_released(
    two_vendors: list[Any], at: datetime, drain: Any
) -> None:
    """The session ended between the provider's promise and the news of it."""
    session, _ = make.ready(make.cart(two_vendors, at=at), at=at)
    placed = make.place(session, at=at)
    make.pay(placed, at=at)
    CheckoutSession.objects.update(status=SessionStatus.EXPIRED)
    drain()
    payments.resolve_due(at=at + timedelta(minutes=1))

    assert intents.intent(placed.intent_id).status is IntentStatus.VOIDED
    assert not Purchase.objects.exists()


def test_a_person_finds_the_purchase_in_the_account(
    two_vendors: list[Any], at: datetime, django_user_model: Any
) -> None:
    person = django_user_model.objects.create_user("kai@example.org", "x")
    with transaction.atomic():
        operations.add_to_cart(
            None, user_id=person.pk, variant_id=two_vendors[0], quantity=1, visitor=make.GERMANY, at=at
        )
    with transaction.atomic():
        view = operations.start(None, user_id=person.pk, email=person.email, visitor=make.GERMANY, at=at)
    session = view.public_id
    assert view.email == "kai@example.org"
    with transaction.atomic():
        operations.save_address(session, expected_version=view.version, address=make.BERLIN, email=view.email, at=at)
    with transaction.atomic():
        operations.choose_delivery(session, expected_version=make.version(session), choices={}, at=at)
    make.pay(make.place(session, at=at), at=at)
    summary = make.complete(session, at=at)

    assert [row.number for row in selectors.purchases_of(person.pk)] == [summary.number]
    assert selectors.purchases_of(person.pk, after=selectors.purchases_of(person.pk)[0].cursor) == ()
