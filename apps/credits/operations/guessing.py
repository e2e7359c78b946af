"""Credits · finding a card by its code, so often and no oftener: wrong tries are counted in the cache."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from apps.credits.errors import CardUnknown, TooManyGuesses
from apps.credits.selectors.cards import usable_card
from apps.credits.types import Usable

AN_HOUR_S = 3600


def found_card(code: str, *, currency: str | None = None, tried_by: Collection[str], at: datetime) -> Usable:
    """The card of a code with what it can pay, in a currency where one is given; `tried_by` names who tries.

    Raises:
        TooManyGuesses: one of them has entered too many wrong codes within the hour; right ones are refused too.
        CardUnknown, CardSpent, CardInUse, CardExpired, CardOfOtherCurrency: see selectors.usable_card.
    """
    counters = [f"gift-card-guesses:{who}" for who in tried_by if who]
    if any(tries >= settings.GIFT_CARD_GUESSES for tries in cache.get_many(counters).values()):
        raise TooManyGuesses()
    try:
        return usable_card(code, currency=currency, at=at)
    except CardUnknown:
        for counter in counters:
            if not cache.add(counter, 1, AN_HOUR_S):
                cache.incr(counter)
        raise
