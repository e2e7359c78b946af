"""What is sent in place of others and is not confirmed in time, and objections about pieces that are elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from apps.aftersales import operations, selectors
from apps.aftersales.errors import PiecesElsewhere
from apps.aftersales.models import Claim
from apps.aftersales.types import ClaimKind, ClaimWish, Pieces, Refusal, ReturnReason, ReturnWish
from apps.checkout.models import PurchasePart
from apps.common.types import SYSTEM, Actor, ActorKind
from apps.orders import selectors as orders
from apps.orders.models import Order
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db
BUYER, SELLER = Actor(ActorKind.BUYER, "guest"), Actor(ActorKind.VENDOR, "x")


def claimed(part: PurchasePart, *, at: datetime, pieces: int = 1) -> Claim:
    wish = ClaimWish(kind=ClaimKind.MISSING, pieces=(Pieces(0, pieces),), note="")
    return operations.claim(part.order_id, wish=wish, at=at, by=BUYER)


def test_a_replacement_that_nobody_confirms_opens_its_claim_again(
    bought: PurchasePart, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int], settings: Any
) -> None:
    settings.ORDER_CONFIRM_HOURS = {"*": 24}
    with enter(kiln), transaction.atomic():
        row = operations.resend_claim(claimed(bought, at=at).public_id, at=at, by=SELLER)
        replacement = Order.objects.get(public_id=row.replacement_id)
        assert not orders.order(replacement.public_id).may_go_elsewhere, "it goes where the others went"
    drain()
    waiting = OutboxEvent.objects.filter(topic="aftersales.replacement_due", sent_at=None)
    assert waiting.get().available_at == at + timedelta(hours=24)
    with enter(kiln):
        Order.objects.filter(pk=replacement.pk).update(held_at=at)
    waiting.update(available_at=at)
    drain()
    with enter(kiln):
        assert Order.objects.get(pk=replacement.pk).status == "placed", "the marketplace looks at it"
        Order.objects.filter(pk=replacement.pk).update(held_at=None)
    waiting.update(available_at=at)
    drain()
    with enter(kiln):
        assert Order.objects.get(pk=replacement.pk).status == "cancelled"
        assert selectors.claim(row.public_id).remedy == "pending"
    assert not waiting.exists()


def test_an_objection_is_refused_while_its_pieces_are_in_another_case(
    bought: PurchasePart, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    wish = ReturnWish(pieces=(Pieces(0, 2),), reason=ReturnReason.DEFECTIVE)
    with enter(kiln), transaction.atomic():
        row = operations.ask_for_return(bought.order_id, wish=wish, at=at, by=BUYER)
        operations.refuse(row.public_id, refusal=Refusal.USED, answer="No fault", at=at, by=SELLER)
        other = claimed(bought, at=at, pieces=2)
    with enter(kiln), transaction.atomic(), pytest.raises(PiecesElsewhere):
        operations.dispute_return(row.public_id, objection="There is one", at=at, by=BUYER)
    with enter(kiln), transaction.atomic():
        assert selectors.return_request(row.public_id).status == "refused"
        operations.refuse_claim(other.public_id, answer="Nothing was missing", at=at, by=SELLER)
        operations.dispute_return(row.public_id, objection="There is one", at=at, by=BUYER)
        assert selectors.options(bought.order_id, at=at).lines[0].left == 1
        operations.rule_on_return(row.public_id, for_buyer=False, ruling="No fault is seen", at=at, by=SYSTEM)
    drain()
    letters = [one for one in mail.outbox if row.number in one.subject]
    closed = len(letters)
    with enter(kiln), transaction.atomic():
        operations.settle_anew(bought.order_id, at=at, by=SYSTEM)
    drain()
    assert len([one for one in mail.outbox if row.number in one.subject]) == closed
