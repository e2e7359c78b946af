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

from apps.aftersales import operations, selectors
from apps.aftersales.models import Claim, Exchange, ReturnLine, ReturnRequest
from apps.aftersales.types import ClaimKind, ClaimWish, Findings, Pieces, Refusal, ReturnReason, ReturnWish
from apps.checkout.models import PurchasePart, Refund
from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind
from apps.ledger import selectors as ledger
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


@pytest.mark.parametrize("seed", [3])
def test_no_order_of_steps_pays_back_more_than_was_paid(
    seed: int, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    chance = random.Random(seed)
    part = make.sold(kiln, at=at, drain=drain, quantity=3, count=2)
    make.delivered(kiln, part.order_id, at=at)
    done = 0
    with enter(kiln):
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
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())
