"""Currencies · several want the same promise at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction
from djmoney.money import Money

from apps.currencies import operations, selectors
from apps.currencies.errors import QuoteUsed
from apps.currencies.models import Conversion


def test_of_many_at_once_one_uses_a_promise(own_database, at):
    selectors.forget()
    with transaction.atomic():
        found = operations.quote_conversion(amount=Money("1000.00", "EUR"), to="JPY", at=at)

    def race(number):
        try:
            with transaction.atomic():
                operations.use_conversion(found.public_id, used_for=f"payout:{number}", at=at)
            return number
        except QuoteUsed:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        winners = [number for number in pool.map(race, range(12)) if number is not None]
    assert len(winners) == 1
    assert Conversion.objects.get().used_for == f"payout:{winners[0]}"
