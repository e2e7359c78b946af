"""Aftersales · claims: the carrier's word opens them, the buyer is helped, the carrier pays, the books know."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from djmoney.money import Money
from PIL import Image

from apps.aftersales import operations, selectors
from apps.aftersales.errors import EvidenceMissing, EvidenceRefused, TooManyPieces, TooMuchClaimed
from apps.aftersales.models import Claim, ReturnRequest
from apps.aftersales.selectors import proposals
from apps.aftersales.tasks import follow_due
from apps.aftersales.types import ClaimKind, ClaimWish, Findings, LostRule, Payer, Pieces, ReturnReason, ReturnWish
from apps.checkout.models import PurchasePart, Refund
from apps.checkout.selectors import refunds
from apps.common.errors import InvalidTransition
from apps.common.money import zero
from apps.common.types import Actor, ActorKind
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.orders import operations as orders
from apps.orders.models import Order
from apps.payments.models import Intent
from apps.payments.operations.history import GATEWAY as HISTORY
from apps.payouts.models import SaleDue
from apps.remedies.models import Case
from apps.stock.models import Counter
from tests.factories import aftersales as make

pytestmark = pytest.mark.django_db

BUYER, SELLER = Actor(ActorKind.BUYER, "guest"), Actor(ActorKind.VENDOR, "ada")
STAFF = Actor(ActorKind.STAFF, "sam")


@pytest.fixture
def under_way(kiln: Any, at: datetime, drain: Callable[[], int]) -> tuple[PurchasePart, str]:
    """Three pieces of kiln's with the carrier, and their parcel's number."""
    part = make.sold(kiln, at=at, drain=drain)
    (number,) = make.handed_over(kiln, part.order_id, at=at)
    drain()
    return part, number


def rule(lost: LostRule, *, at: datetime, returnless_below: int = 0) -> None:
    with transaction.atomic():
        operations.set_policy(
            days=14, payer=Payer.BUYER, approves_by_itself=False, uses_hubs=True,
            returnless_below=Decimal(returnless_below), lost_rule=lost, at=at,
        )  # fmt: skip


def balanced() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return all(row.difference.amount == 0 for row in ledger.trial_balance())


def claimed() -> Money:
    """What carriers owe."""
    rows = [one.balance for one in ledger.balances() if one.code == AccountCode.CARRIER_CLAIMS]
    return sum(rows, zero("EUR"))


def picture(side: int = 40) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (side, side), "red").save(drawn, "PNG")
    return drawn.getvalue()


def test_a_lost_parcel_opens_its_claim_the_buyer_is_paid_and_the_carrier_pays_the_seller(
    under_way: tuple[PurchasePart, str], kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    part, number = under_way
    mail.outbox.clear()
    with enter(kiln):
        rule(LostRule.REFUND, at=at)
    for _again in range(2):
        make.carrier_says(kiln, part.order_id, "lost", tracking_number=number, at=at)
    make.settled(drain)

    with enter(kiln):
        row = Claim.objects.get()
        assert (row.kind, row.opened_by, row.remedy, row.status) == ("lost", "carrier", "refunded", "open")
        assert Money(row.refunded, "EUR") == part.total, "all of it was in the one parcel"
        assert row.deadline == at + timedelta(days=60)
        with pytest.raises(TooManyPieces), transaction.atomic():
            operations.claim(part.order_id, wish=ClaimWish(ClaimKind.LOST, (Pieces(0, 1),)), at=at, by=BUYER)
        operations.submit_claim(row.public_id, carrier_case="MX-77", at=at, by=SELLER)
        for wrong in (Money(row.worth + 1, "EUR"), Money("1.00", "USD"), Money("0.00", "EUR"), Money("1.001", "EUR")):
            with pytest.raises(TooMuchClaimed), transaction.atomic():
                operations.accept_claim(row.public_id, amount=wrong, at=at, by=STAFF)
        before = ledger.balance(AccountCode.VENDOR_PAYABLE, "CNY", kiln.pk)
        worth = Money(row.worth, "EUR")
        done = operations.accept_claim(row.public_id, amount=worth, at=at, by=STAFF)
        gained = before - ledger.balance(AccountCode.VENDOR_PAYABLE, "CNY", kiln.pk)
        assert gained == Money(done.owed, "CNY") > zero("CNY")
        assert claimed() == worth
        operations.note_paid(row.public_id, at=at, by=STAFF)
        with pytest.raises(InvalidTransition), transaction.atomic():
            operations.note_paid(row.public_id, at=at, by=STAFF)
    assert claimed() == zero("EUR")
    assert ledger.balance(AccountCode.SUSPENSE, "EUR") == worth, "until the bank's own line meets it"
    assert not Case.objects.get().is_open
    assert balanced()
    assert any("Verloren" in one.body or part.order_number in one.subject for one in mail.outbox)


def test_what_can_be_sent_again_is_ordered_at_no_charge_and_what_cannot_is_paid_back(
    under_way: tuple[PurchasePart, str], kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    part, number = under_way
    with enter(kiln):
        rule(LostRule.RESEND, at=at)
    make.carrier_says(kiln, part.order_id, "damaged", tracking_number=number, at=at)
    drain()
    with enter(kiln):
        row = Claim.objects.get()
        order = Order.objects.get(public_id=row.replacement_id)
        assert (row.remedy, order.replaces_id, order.total.amount, order.piece_count) == (
            "resent", part.order_id, 0, 3,
        )  # fmt: skip
        value = order.lines.get().unit_price
        assert value.amount > 0, "customs is told what it is worth"
        assert Counter.objects.get().reserved == 3
        with pytest.raises(EvidenceMissing), transaction.atomic():
            operations.submit_claim(row.public_id, carrier_case="MX-78", at=at, by=SELLER)
        for content, name in ((b"<html>", "x.html"), (b"\xff\xd8\xff broken", "x.jpg"), (b"0" * 9_000_000, "x.pdf")):
            with pytest.raises(EvidenceRefused), transaction.atomic():
                operations.add_evidence(row, content=content, name=name, at=at, by=BUYER)
        with transaction.atomic():
            kept = operations.add_evidence(row, content=picture(), name="../../dent.png", at=at, by=BUYER)
            again = operations.add_evidence(row, content=picture(), name="dent.png", at=at, by=BUYER)
        assert (kept.pk, kept.name, kept.media_type) == (again.pk, "dent.jpg", "image/jpeg")
        with transaction.atomic():
            assert operations.submit_claim(row.public_id, carrier_case="MX-78", at=at, by=SELLER).status == "submitted"
        with transaction.atomic():
            orders.cancel(order.public_id, reason="Broken", at=at, by=SELLER)
    drain()
    with enter(kiln):
        again = selectors.claim(row.public_id)
    assert (again.remedy, again.replacement_id) == ("pending", None), "the buyer is not left with nothing"
    assert not SaleDue.objects.exists(), "nor is the seller paid for it at once"
    with enter(kiln), transaction.atomic():
        second = operations.resend_claim(row.public_id, at=at, by=SELLER).replacement_id
    (number,) = make.handed_over(kiln, second, at=at)
    for _again in range(2):
        make.carrier_says(kiln, second, "lost", tracking_number=number, at=at)
    drain()
    with enter(kiln):
        again = Claim.objects.get()
    assert (again.remedy, again.replacement_id) == ("pending", None), "lost once more: decided once more"
    assert balanced()


def test_where_the_sellers_rule_cannot_be_carried_out_the_case_is_open_all_the_same(
    under_way: tuple[PurchasePart, str], kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    part, number = under_way
    Intent.objects.update(gateway=HISTORY)
    with enter(kiln):
        rule(LostRule.REFUND, at=at, returnless_below=99_999)
        with transaction.atomic():
            wish = ReturnWish((Pieces(0, 1),), ReturnReason.CHANGED_MIND)
            back = operations.ask_for_return(part.order_id, wish=wish, at=at, by=BUYER)
        assert (back.status, back.way) == ("approved", "hub"), "the money cannot go, so the goods come"
    make.carrier_says(kiln, part.order_id, "lost", tracking_number=number, at=at)
    drain()
    with enter(kiln), transaction.atomic():
        row = Claim.objects.get()
        assert (row.remedy, row.lines.get().quantity) == ("pending", 2), "the seller decides"
        operations.refund_claim(row.public_id, at=at, by=SELLER, elsewhere=True)
        (line,) = selectors.options(part.order_id, at=at).lines
        assert line.left == 0, "what was given back elsewhere is not given back again"


def test_a_refusal_is_disputed_decided_and_what_nobody_answers_is_paid_back(
    bought: PurchasePart, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    with enter(kiln), transaction.atomic():
        first = operations.claim(
            bought.order_id, wish=ClaimWish(ClaimKind.MISSING, (Pieces(0, 1),), "One is missing"), at=at, by=BUYER
        )
        operations.refuse_claim(first.public_id, answer="We packed three.", at=at, by=SELLER)
        operations.dispute_claim(first.public_id, objection="I counted two.", at=at, by=BUYER)
        assert Case.objects.get(case_id=first.public_id).is_disputed
        ruled = operations.rule_on_claim(
            first.public_id, for_buyer=True, ruling="The weight tells of two.", at=at, by=STAFF
        )
        assert (ruled.remedy, ruled.refunded > 0) == ("refunded", True)
        wrong, opened_at = ClaimWish(ClaimKind.WRONG, (Pieces(0, 1),)), at - timedelta(days=1)
        second = operations.claim(bought.order_id, wish=wrong, at=opened_at, by=BUYER)
        operations.submit_claim(second.public_id, carrier_case="MX-79", at=at, by=SELLER)
    due_at = Case.objects.get(case_id=second.public_id).due_at
    assert due_at == opened_at + timedelta(days=3), "the carrier puts nothing off"
    Case.objects.filter(case_id=second.public_id).update(due_at=at - timedelta(hours=1))
    drain()
    mail.outbox.clear()
    assert follow_due() == 1
    with enter(kiln):
        assert selectors.claim(second.public_id).remedy == "refunded"
        assert sum(one.refunded for one in Claim.objects.all()) < bought.total.amount
    assert balanced()
    drain()
    assert [one.subject for one in mail.outbox if second.order_number in one.subject], "though it was handed in before"


@pytest.mark.parametrize("parcels", [0, 1, 2], ids=lambda parcels: f"{parcels} lost" if parcels else "cancelled")
def test_a_parcel_that_comes_back_is_sent_once_more_and_paid_where_that_does_not_come_either(
    under_way: tuple[PurchasePart, str], kiln: Any, enter: Any, at: datetime, drain: Callable[[], int], parcels: int
) -> None:
    part, number = under_way
    for _again in range(2):
        make.carrier_says(kiln, part.order_id, "returned", tracking_number=number, at=at)
    drain()
    with enter(kiln), transaction.atomic():
        row = ReturnRequest.objects.get()
        assert (row.kind, row.status, row.way) == ("undelivered", "in_transit", "carrier")
        operations.receive(row.public_id, at=at, by=SELLER)
        operations.inspect(row.public_id, findings=[Findings(0, 3, 0, 0)], at=at, by=SELLER)
        done = operations.settle(row.public_id, resend=True, at=at, by=SELLER)
        assert (done.status, done.refund_id) == ("settled", None)
        again = Order.objects.get(public_id=done.exchange.order_id)
        assert (again.replaces_id, again.piece_count) == (part.order_id, 3)
        on_shelf = Counter.objects.get().on_hand
    drain()
    mail.outbox.clear()
    gateway = Intent.objects.get().gateway
    if parcels == 1:
        Intent.objects.update(gateway=HISTORY)
    if parcels:
        for number in make.handed_over(kiln, again.public_id, at=at, parcels=parcels):
            make.carrier_says(kiln, again.public_id, "lost", tracking_number=number, at=at)
    else:
        with enter(kiln), transaction.atomic():
            orders.cancel(again.public_id, reason="Broken", at=at, by=SELLER)
    drain()
    with enter(kiln):
        row = selectors.return_request(row.public_id)
        assert (row.exchange.status, row.exchange.order_id) == ("dropped", None)
        if parcels == 1:
            assert row.status == "inspected", "the money cannot go now"
            assert proposals.for_return(row, made_by=None).is_elsewhere
    if parcels == 1:
        Intent.objects.update(gateway=gateway)
        Case.objects.filter(case_id=row.public_id).update(due_at=at - timedelta(hours=1))
        assert follow_due() == 1, "silence pays"
    with enter(kiln):
        row = selectors.return_request(row.public_id)
        if parcels == 2:
            assert (row.status, row.refunded) == ("inspected", 0), "nobody knows what lies in which: the seller decides"
            with pytest.raises(InvalidTransition), transaction.atomic():
                operations.inspect(row.public_id, findings=[Findings(0, 0, 0, 3)], at=at, by=SELLER)
            shown = proposals.for_return(row, made_by=None).preview
            with transaction.atomic():
                row = operations.settle(row.public_id, at=at, by=SELLER)
            assert shown is not None
            assert Money(row.refunded, "EUR") == shown.amount
        assert Counter.objects.get().on_hand == on_shelf - (3 if parcels else 0), "what came back is not put away twice"
    drain()
    left = refunds.refundable(part.order_id)
    assert (row.status, Money(row.refunded, "EUR")) == ("settled", left.paid - left.shipping_left), "but for the way"
    assert Refund.objects.get().public_id == row.refund_id
    assert [one for one in mail.outbox if row.number in one.subject], "the buyer is told"
    assert balanced()
