"""Aftersales · whatever anybody does in whatever order: nobody gets back more than was paid."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from djmoney.money import Money

from apps.aftersales import operations, selectors
from apps.aftersales.models import Claim, Exchange, ReturnLine, ReturnRequest
from apps.aftersales.types import ClaimKind, ClaimWish, Findings, Pieces, Refusal, ReturnReason, ReturnWish
from apps.checkout import operations as checkout
from apps.checkout.models import PurchasePart, Refund
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundWish
from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind
from apps.ledger import selectors as ledger
from apps.orders import selectors as orders
from apps.orders.types import CancelCause
from apps.shipping.models import FulfilmentLine
from apps.stock.models import Counter
from tests.factories import aftersales as make

pytestmark = pytest.mark.django_db

BY = Actor(ActorKind.VENDOR, "ada")


def _tries(part: PurchasePart, chance: random.Random, at: datetime) -> list[Callable[[], object]]:
    """What anybody might do now, much of it out of turn."""
    pieces = tuple(Pieces(place, chance.randint(0, 2)) for place in range(2))
    found: list[Callable[[], object]] = [
        lambda: operations.ask_for_return(
            part.order_id, wish=ReturnWish(pieces, chance.choice(list(ReturnReason)[:5])), at=at, by=BY
        ),
        lambda: operations.claim(part.order_id, wish=ClaimWish(chance.choice(list(ClaimKind)), pieces), at=at, by=BY),
    ]
    for row in ReturnRequest.objects.all():
        key = row.public_id
        counted = [
            Findings(one.place, 0, one.quantity - one.quantity // 2, one.quantity // 2) for one in row.lines.all()
        ]
        found += [
            lambda key=key: operations.approve(key, at=at, by=BY),
            lambda key=key: operations.waive(key, at=at, by=BY),
            lambda key=key: operations.receive(key, at=at, by=BY),
            lambda key=key, counted=counted: operations.inspect(
                key, findings=counted, refusal=Refusal.USED, answer="Worn", at=at, by=BY
            ),
            lambda key=key: operations.settle(key, resend=chance.random() < 0.5, at=at, by=BY),
            lambda key=key: operations.dispute_return(key, objection="No", at=at, by=BY),
            lambda key=key: operations.rule_on_return(key, for_buyer=True, ruling="Yes", at=at, by=BY),
        ]
    for sent in Exchange.objects.filter(order_id__isnull=False):
        found.append(lambda key=sent.order_id: operations.settle_anew(key, is_all=chance.random() < 0.5, at=at, by=BY))
    for claim in Claim.objects.all():
        key = claim.public_id
        found += [
            lambda key=key: operations.refund_claim(key, at=at, by=BY),
            lambda key=key: operations.resend_claim(key, at=at, by=BY),
            lambda key=claim.replacement_id: operations.reopen_claim(key or uuid4(), at=at, by=BY),
            lambda key=key: operations.refuse_claim(key, answer="No", at=at, by=BY),
            lambda key=key: operations.dispute_claim(key, objection="Yes", at=at, by=BY),
            lambda key=key: operations.rule_on_claim(key, for_buyer=True, ruling="Yes", at=at, by=BY),
        ]
    return found


def _send_again(part: PurchasePart, *, at: datetime) -> None:
    """Goods that came back are sent once more, so that they can be lost on the way."""
    wish = ReturnWish((Pieces(0, 1),), ReturnReason.DEFECTIVE)
    with transaction.atomic():
        key = operations.ask_for_return(part.order_id, wish=wish, at=at, by=BY).public_id
        operations.approve(key, at=at, by=BY)
        operations.receive(key, at=at, by=BY)
        operations.inspect(key, findings=[Findings(0, 1, 0, 0)], at=at, by=BY)
        operations.settle(key, resend=True, at=at, by=BY)


@pytest.mark.parametrize("seed", [3])
def test_no_order_of_steps_pays_back_more_than_was_paid(
    seed: int, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    chance = random.Random(seed)
    part = make.sold(kiln, at=at, drain=drain, quantity=3, count=2)
    make.delivered(kiln, part.order_id, at=at)
    done = 0
    with enter(kiln):
        _send_again(part, at=at)
        for _step in range(50):
            attempt = chance.choice(_tries(part, chance, at))
            try:
                with transaction.atomic():
                    attempt()
                done += 1
            except MarketError:
                continue
            paid = Refund.objects.filter(part=part).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
            assert paid <= part.total.amount
            for line in selectors.options(part.order_id, at=at).lines:
                given = ReturnLine.objects.filter(place=line.place, request__refund_id__isnull=False)
                assert sum(one.accepted for one in given) + line.left <= line.quantity
    assert done > 5
    assert paid > 0
    with enter(kiln):
        assert Exchange.objects.filter(status="dropped").exists(), "what was sent again did not come"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())


def _call_off(part: PurchasePart, chance: random.Random, at: datetime) -> None:
    """Pieces that are not sent and money that goes back, as anybody may ask before anything leaves."""
    place, pieces = chance.randint(0, 1), chance.randint(1, 2)
    wish = chance.choice(
        [
            RefundWish(
                RefundKind.LINES, RefundReason.OTHER, lines={place: pieces}, with_shipping=chance.random() < 0.5
            ),
            RefundWish(RefundKind.AMOUNT, RefundReason.OTHER, amount=Money(pieces, part.total.currency)),
            RefundWish(RefundKind.SHIPPING, RefundReason.LATE),
        ]
    )
    if chance.random() < 0.4:
        checkout.refund(part.order_id, wish=wish, key=str(uuid4()), by=BY, at=at)
        return
    cause, by = chance.choice(list(CancelCause)), chance.choice([BY, Actor(ActorKind.BUYER, "guest")])
    checkout.cancel_pieces(part.order_id, pieces={place: pieces}, cause=cause, at=at, by=by)


def _require_sound(part: PurchasePart) -> None:
    """What is to be sent is what was allocated, once; what was paid back is no more than what was paid."""
    paid = Refund.objects.filter(part=part).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    assert paid <= part.total.amount
    lines = orders.order(part.order_id).lines
    sent = {
        line.variant_id: line.quantity for line in FulfilmentLine.objects.filter(fulfilment__order_id=part.order_id)
    }
    assert sent == {line.variant_id: line.left for line in lines if line.left}
    for counter in Counter.objects.filter(variant_id__in=[line.variant_id for line in lines]):
        held = counter.reservations.filter(state="allocated").aggregate(sum=Sum("quantity"))["sum"] or 0
        assert counter.reserved == held == sent.get(counter.variant_id, 0)


@pytest.mark.parametrize("seed", [3])
def test_no_order_of_call_offs_and_refunds_pays_too_much_or_frees_a_piece_twice(
    seed: int, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    chance = random.Random(seed)
    part = make.sold(kiln, at=at, drain=drain, quantity=6, count=2)
    left_out = 0
    with enter(kiln):
        for _step in range(12):
            try:
                with transaction.atomic():
                    _call_off(part, chance, at)
            except MarketError:
                continue
            _require_sound(part)
            left_out = sum(line.cancelled for line in orders.order(part.order_id).lines)
    assert 0 < left_out < 12
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())
