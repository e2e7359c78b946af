"""Aftersales · dearer goods in exchange: the difference is paid at a checkout, or the goods are a plain return."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import transaction

from apps.aftersales import operations, selectors
from apps.aftersales.errors import NothingToPay
from apps.aftersales.models import Exchange, ReturnLine, ReturnRequest
from apps.aftersales.selectors import proposals
from apps.aftersales.tasks import follow
from apps.aftersales.types import Findings, Pieces, ReturnReason, ReturnWish, Wanted
from apps.checkout import selectors as checkouts
from apps.checkout.models import CheckoutSession, Purchase, Refund
from apps.checkout.operations import cancel_pieces
from apps.checkout.types import SessionStatus
from apps.common.errors import InvalidTransition
from apps.common.types import Actor, ActorKind
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.orders import operations as orders
from apps.orders.errors import WholeOnly
from apps.orders.models import Order
from apps.orders.types import CancelCause
from apps.payments.models import Intent
from apps.payments.operations.history import GATEWAY as HISTORY
from apps.remedies.models import Case
from apps.shipping.models import FulfilmentLine
from apps.stock.models import Counter
from apps.vendors.types import TeamRole
from tests.factories import aftersales as make
from tests.factories import catalog
from tests.factories import checkout as shopping
from tests.integration.tenancy.people import browser, member, team_browser

pytestmark = pytest.mark.django_db

BUYER, SELLER = Actor(ActorKind.BUYER, "guest"), Actor(ActorKind.VENDOR, "ada")


@pytest.fixture
def asked(kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]) -> SimpleNamespace:
    """Three small bowls were bought, two came back for large ones that cost a third more: that is asked for."""
    bowls = catalog.bowl("size", {"small": "150.00", "large": "200.00"})
    sold = make.sold_bowls(kiln, bowls, "small", at=at, drain=drain)
    make.delivered(kiln, sold.part.order_id, at=at)
    wish = ReturnWish((Pieces(0, 2),), ReturnReason.DOES_NOT_FIT, wanted=Wanted.EXCHANGE, swaps={0: sold.large})
    with enter(kiln), transaction.atomic():
        key = operations.ask_for_return(sold.part.order_id, wish=wish, at=at, by=BUYER).public_id
        operations.receive(key, at=at, by=SELLER)
        operations.inspect(key, findings=[Findings(0, 2, 0, 0)], at=at, by=SELLER)
        case = operations.settle(key, at=at, by=SELLER)
        exchange = Exchange.objects.get()
    return SimpleNamespace(**vars(sold), key=key, case=case, exchange=exchange)


def pay(session: UUID, *, at: datetime, drain: Callable[[], int]) -> Purchase:
    """Pay the checkout as any other."""
    shopping.pay(shopping.place(session, at=at), at=at)
    made = shopping.complete(session, at=at)
    make.settled(drain)
    return Purchase.objects.get(public_id=made.public_id)


def owed_by_buyers(purchase: Purchase) -> Decimal:
    rows = ledger.postings().filter(journal__purchase_id=purchase.public_id, account__code=AccountCode.BUYER_RECEIVABLE)
    return sum(rows.values_list("amount", flat=True), Decimal(0))


def test_the_difference_with_its_duty_and_tax_is_paid_before_dearer_goods_are_an_order(
    asked: SimpleNamespace, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    first = asked.part.frozen["consignments"][0]["lines"][0]
    quote = checkouts.session_for_payment(asked.exchange.session_id).quote
    (line,) = quote.lines
    each = (Decimal(first["unit_price"]["amount"]) / 3).quantize(Decimal("0.01"), "ROUND_DOWN")
    assert (line.goods.amount, line.shipping.amount) == (each * 2, 0), (
        "a third more of what was paid, carried at no charge"
    )
    assert line.tax.amount == pytest.approx((line.goods + line.duty).amount * Decimal("0.19"), abs=Decimal("0.02"))
    assert line.unit_price.amount == Decimal(first["unit_price"]["amount"]) + each, "customs is told the whole price"
    assert asked.exchange.charge == quote.totals.total.amount
    assert (asked.case.status, asked.exchange.status) == ("unpaid", "asked")
    assert Case.objects.get(case_id=asked.key).owner == "buyer"
    assert not Refund.objects.exists()
    with enter(kiln), transaction.atomic(), pytest.raises(InvalidTransition):
        operations.settle(asked.key, at=at, by=SELLER)
    Counter.objects.filter(variant_id=asked.large).update(on_hand=1)
    short = shopping.place(asked.exchange.session_id, at=at)
    assert (short.is_empty, short.intent_id) == (True, None), "nobody pays for fewer than were sent back"
    Counter.objects.filter(variant_id=asked.large).update(on_hand=9)
    bought = pay(asked.exchange.session_id, at=at, drain=drain)
    with enter(kiln):
        case = selectors.return_request(asked.key)
        order = Order.objects.get(public_id=case.exchange.order_id)
        (sent,) = FulfilmentLine.objects.filter(fulfilment__order_id=order.public_id)
        assert (case.status, case.exchange.status, case.refunded) == ("settled", "sent", 0)
        assert (order.replaces_id, order.purchase_id) == (asked.part.order_id, bought.public_id)
        assert [(one.sku, one.quantity) for one in order.lines.all()] == [("BOWL-LARGE", 2)]
        assert sent.value.amount == line.unit_price.amount * 2
    assert bought.totals.total == quote.totals.total
    assert (
        Counter.objects.get(variant_id=asked.large).reserved,
        Counter.objects.get(variant_id=asked.small).on_hand,
    ) == (2, 8)
    assert owed_by_buyers(bought) == 0, "sold and captured"
    with enter(kiln), transaction.atomic(), pytest.raises(NothingToPay):
        operations.charge_checkout(asked.key, at=at)
    with transaction.atomic(), pytest.raises(WholeOnly):
        cancel_pieces(order.public_id, pieces={0: 1}, cause=CancelCause.NOT_WANTED, at=at, by=BUYER)
    with enter(kiln), transaction.atomic():
        undo = transaction.savepoint()
        ReturnLine.objects.update(quantity=3, refused=1)
        operations.dispute_return(asked.key, objection="One is chipped", at=at, by=BUYER)
        operations.settle_anew(order.public_id, at=at, by=SELLER)
        lost = Refund.objects.get(part__purchase=bought)
        assert lost.amount == bought.totals.total.amount, "what was paid for goods that were lost goes back"
        transaction.savepoint_rollback(undo)
    with enter(kiln), transaction.atomic():
        orders.cancel(order.public_id, reason="Broken", at=at, by=SELLER)
    make.settled(drain)
    with enter(kiln):
        case = selectors.return_request(asked.key)
    given = {one.part.purchase_id: one.amount for one in Refund.objects.select_related("part")}
    assert (case.status, case.exchange.status) == ("settled", "dropped")
    assert given == {bought.pk: bought.totals.total.amount, asked.part.purchase_id: case.refunded}
    assert case.refunded > bought.totals.total.amount
    assert owed_by_buyers(bought) == 0


@pytest.mark.parametrize("refused", ["charge", "goods"])
def test_what_was_paid_for_dearer_goods_that_are_lost_goes_with_the_rest_once_it_can(
    asked: SimpleNamespace, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int], refused: str
) -> None:
    bought = pay(asked.exchange.session_id, at=at, drain=drain)
    intent = (bought if refused == "charge" else asked.part.purchase).intent_id
    gateway = Intent.objects.get(public_id=intent).gateway
    Intent.objects.filter(public_id=intent).update(gateway=HISTORY)
    with enter(kiln), transaction.atomic():
        replacement = Exchange.objects.get().order_id
        operations.settle_anew(replacement, at=at, by=SELLER)
        assert selectors.return_request(asked.key).status == "inspected"
    assert not Refund.objects.exists(), "all of it or nothing"
    Intent.objects.filter(public_id=intent).update(gateway=gateway)
    with enter(kiln), transaction.atomic():
        proposed = proposals.for_return(ReturnRequest.objects.get(), made_by=None)
        assert proposed.charge == bought.totals.total
        assert proposed.preview is not None
        case = operations.settle(asked.key, at=at, by=SELLER)
        operations.settle_anew(replacement, at=at, by=SELLER)
        assert proposals.for_return(ReturnRequest.objects.get(), made_by=None).charge is None
    make.settled(drain)
    given = {one.part.purchase_id: one.amount for one in Refund.objects.select_related("part")}
    assert given == {bought.pk: bought.totals.total.amount, asked.part.purchase_id: proposed.preview.amount.amount}
    assert (case.status, case.refunded) == ("settled", proposed.preview.amount.amount)
    assert owed_by_buyers(bought) == owed_by_buyers(asked.part.purchase) == 0


def test_a_difference_that_is_not_paid_in_time_or_not_wanted_makes_a_plain_return(
    asked: SimpleNamespace, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    session = asked.exchange.session_id
    with enter(kiln), transaction.atomic():
        assert operations.charge_checkout(asked.key, at=at) == session
        shopping.place(session, at=at)
        undo = transaction.savepoint()
        operations.forgo_exchange(asked.key, at=at, by=BUYER)
        case = selectors.return_request(asked.key)
        assert (case.status, case.exchange.status, case.refunded > 0) == ("settled", "dropped", True)
        assert Counter.objects.get(variant_id=asked.large).reserved == 0
        assert CheckoutSession.objects.get(public_id=session).status == SessionStatus.EXPIRED
        transaction.savepoint_rollback(undo)
    late = at + timedelta(days=8)
    Case.objects.filter(case_id=asked.key).update(due_at=at - timedelta(minutes=1))
    assert follow(vendor_id=kiln.pk, case_id=str(asked.key), kind="return") == "aftersales.difference_under_way"
    with transaction.atomic():
        CheckoutSession.objects.filter(public_id=session).update(status=SessionStatus.EXPIRED)
    with enter(kiln), transaction.atomic():
        again = operations.charge_checkout(asked.key, at=at)
        assert again != session
        operations.lapse_charge(asked.key, at=late)
        case = selectors.return_request(asked.key)
    assert (case.status, case.exchange.status, case.refunded > 0) == ("settled", "dropped", True)
    assert CheckoutSession.objects.get(public_id=again).status == SessionStatus.EXPIRED
    assert not Purchase.objects.exclude(pk=asked.part.purchase_id).exists()


def test_where_the_money_cannot_go_a_lapsed_exchange_is_the_sellers_to_settle(
    asked: SimpleNamespace, kiln: Any, enter: Any, at: datetime
) -> None:
    Intent.objects.filter(public_id=asked.part.purchase.intent_id).update(gateway=HISTORY)
    with enter(kiln), transaction.atomic():
        operations.lapse_charge(asked.key, at=at)
        case = selectors.return_request(asked.key)
        assert (case.status, case.exchange.status) == ("inspected", "dropped")
        operations.settle(asked.key, elsewhere=True, at=at, by=SELLER)
        assert selectors.return_request(asked.key).status == "settled"
    assert not Refund.objects.exists()


def looked_at(asked: SimpleNamespace, *, at: datetime) -> UUID:
    """The third bowl comes back for a large one, too; in the vendor's schema."""
    wish = ReturnWish((Pieces(0, 1),), ReturnReason.DOES_NOT_FIT, wanted=Wanted.EXCHANGE, swaps={0: asked.large})
    key = operations.ask_for_return(asked.part.order_id, wish=wish, at=at, by=BUYER).public_id
    operations.receive(key, at=at, by=SELLER)
    operations.inspect(key, findings=[Findings(0, 1, 0, 0)], at=at, by=SELLER)
    return key


def test_the_seller_is_shown_what_will_be_asked_before_it_is(
    kiln: Any, enter: Any, at: datetime, asked: SimpleNamespace
) -> None:
    with enter(kiln), transaction.atomic():
        key = looked_at(asked, at=at)
    desk, packer = (team_browser(kiln, member(kiln, role)) for role in (TeamRole.FINANCE, TeamRole.FULFILMENT))
    sessions = CheckoutSession.objects.count()
    page = f"/dashboard/returns/{key}/"

    shown = desk.get(page)

    assert CheckoutSession.objects.count() == sessions
    assert "asks" not in packer.get(page).context, "who may not give money need not know"
    with enter(kiln), transaction.atomic():
        assert Exchange.objects.get(request__public_id=key).status == "wanted"
        undo = transaction.savepoint()
        charge = operations.settle(key, at=at, by=SELLER).exchange.charge
        transaction.savepoint_rollback(undo)
    assert shown.context["asks"].amount == charge > 0
    assert f"{charge:.2f}" in shown.content.decode()
    Counter.objects.filter(variant_id=asked.large).update(on_hand=0)
    gone = desk.get(page)
    assert ("asks" in gone.context, bool(gone.context["proposed"].hindrance)) == (False, True)


def test_where_dearer_goods_cannot_be_had_any_more_the_money_goes_at_once(
    kiln: Any, enter: Any, at: datetime, asked: SimpleNamespace
) -> None:
    Counter.objects.filter(variant_id=asked.large).update(on_hand=0)
    with enter(kiln), transaction.atomic():
        key = looked_at(asked, at=at)
        case = operations.settle(key, at=at, by=SELLER)
        assert (case.status, case.exchange.status, case.refunded > 0) == ("settled", "dropped", True)


def test_a_guest_is_written_to_and_led_from_the_return_to_the_checkout_and_nobody_else_is(
    asked: SimpleNamespace, kiln: Any, drain: Callable[[], int], mailoutbox: list[Any]
) -> None:
    drain()
    (letter,) = (mail for mail in mailoutbox if f"/returns/{asked.key}/" in mail.body)
    purchase = asked.part.purchase
    token = checkouts.purchase_token(purchase.public_id)
    page = f"/en-de/purchases/{purchase.public_id}/orders/{asked.part.order_id}/help/returns/{asked.key}/"
    guest, stranger = browser(), browser()
    amount = f"{asked.exchange.charge:.2f}".replace(".", ",")
    assert amount in letter.body
    assert f"Pay {amount}" in guest.get(f"{page}?token={token}").content.decode()
    assert stranger.post(f"{page}pay/").status_code == 404
    answer = guest.post(f"{page}pay/?token={token}")
    checkout = f"/en-de/checkout/{asked.exchange.session_id}/review/"
    assert (answer.status_code, answer.headers["Location"]) == (302, checkout)
    assert "cost more than those that you sent back" in guest.get(checkout).content.decode()
    assert stranger.get(checkout).status_code == 404
    back = f"{page}?{urlencode({'token': token})}"
    with transaction.atomic():
        undo = transaction.savepoint()
        Counter.objects.filter(variant_id=asked.large).update(on_hand=0)
        version = CheckoutSession.objects.get(public_id=asked.exchange.session_id).version
        gone = guest.post(checkout.replace("/review/", "/pay/"), {"version": version, "idempotency_key": "k"})
        assert (gone.status_code, f'href="{back}"' in gone.content.decode()) == (409, True)
        transaction.savepoint_rollback(undo)
    left = guest.post(checkout.replace("/review/", "/back/"), {"to": "out"})
    assert left.headers["Location"] == back
    desk = team_browser(kiln, member(kiln, TeamRole.FINANCE))
    told = desk.get(f"/dashboard/returns/{asked.key}/").content.decode()
    assert f"{asked.exchange.charge:.2f}" in told or amount in told
    assert guest.post(f"{page}?token={token}", {"step": "forgo"}).status_code == 302
    assert Refund.objects.count() == 1
    assert guest.get(checkout).headers["Location"] == back, "its checkout is closed"
