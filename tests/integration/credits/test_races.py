"""Credits · one card and many checkouts at once, in real threads: everything here commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from djmoney.money import Money

from apps.credits import operations, selectors
from apps.credits.errors import CreditGone, NotReturnable
from apps.credits.models import CreditHold
from apps.credits.types import Tender
from apps.outbox import relay
from apps.payments.models import Intent, Operation
from apps.stock.models import Reservation
from tests.factories import checkout as make
from tests.factories import credits as cards
from tests.factories import gift_cards as gifts
from tests.integration.checkout.test_races import at_once


def test_of_six_checkouts_that_race_for_one_card_exactly_one_gets_it(
    own_database: str, kiln: Any, at: datetime
) -> None:
    (variant,) = make.goods(kiln, at=at, pieces=20)
    issued = cards.card("5.00", at=at)
    sessions = [make.ready(make.cart([variant], at=at), at=at)[0] for _ in range(6)]
    for session in sessions:
        cards.use(session, issued.code, at=at)
    versions = [make.version(session) for session in sessions]

    results = at_once(6, lambda index: make.place(sessions[index], at=at, expected=versions[index]))

    assert [type(one) for one in results if isinstance(one, Exception)] == [CreditGone] * 5
    assert sum(not isinstance(one, Exception) and one.is_placed for one in results) == 1
    assert (CreditHold.objects.count(), Intent.objects.count(), Reservation.objects.count()) == (1, 1, 1)
    assert selectors.card(issued.card.public_id).held == issued.card.value
    assert selectors.faults() == []


def test_a_bought_card_is_given_back_or_used_and_never_both(own_database: str, at: datetime) -> None:
    buyer = gifts.person()
    for _nth in range(3):
        sale = gifts.bought(buyer, at=at, drain=relay.drain, amount="10.00")
        card = gifts.row(sale).card
        tender = [Tender(card.account.public_id, Money("1.00", "EUR"))]

        def act(index: int, sale: Any = sale, tender: Any = tender) -> str:
            with transaction.atomic():
                if index % 2:
                    operations.give_card_back(sale, buyer_id=buyer.pk, at=at)
                    return "back"
                session = uuid4()
                operations.hold(tender, session_id=session, user_id=None, expires_at=at, at=at)
                operations.take(tender, session_id=session, user_id=None, purchase_id=session, at=at)
                return "used"

        results = at_once(6, act)

        did = [one for one in results if isinstance(one, str)]
        assert did in (["back"], ["used"] * 3), results
        refusals = [one for one in results if not isinstance(one, str)]
        assert {type(one) for one in refusals} <= {CreditGone, NotReturnable}
        assert Operation.objects.filter(attempt__intent__session_id=sale, kind="refund").count() == did.count("back")
    assert selectors.faults() == []
