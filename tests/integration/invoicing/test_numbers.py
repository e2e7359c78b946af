"""Invoicing · numbers that are taken at the same time."""

from __future__ import annotations

import threading

from django.db import connection, transaction

from apps.invoicing import operations
from apps.invoicing.models import Series


def test_numbers_given_at_the_same_time_have_no_gap_even_where_one_is_given_up(own_database: str) -> None:
    """A number is taken with its document: what fails gives it back, and who waited gets it."""
    barrier, taken = threading.Barrier(6), []

    def take(number: int) -> None:
        barrier.wait()
        try:
            with transaction.atomic():
                found = operations._next("0:invoice:2031")
                if number % 3 == 0:
                    raise LookupError
            taken.append(found)
        except LookupError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [1, 2, 3, 4]
    assert Series.objects.get().last == 4
