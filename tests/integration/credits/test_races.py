"""Credits · one card and many checkouts at once, in real threads: everything here commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.credits import selectors
from apps.credits.errors import CreditGone
from apps.credits.models import CreditHold
from apps.payments.models import Intent
from apps.stock.models import Reservation
from tests.factories import checkout as make
from tests.factories import credits as cards
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
