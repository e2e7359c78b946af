"""Checkout · how many statements each step takes, whatever is in the cart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.checkout import operations
from apps.common.clock import now
from apps.vendors import selectors as vendors
from tests.factories import checkout as make

pytestmark = pytest.mark.django_db

_FREE = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET ")


class Count:
    def __init__(self) -> None:
        self.statements: list[str] = []

    def __len__(self) -> int:
        return len(self.statements)


@contextmanager
def counted() -> Iterator[Count]:
    """The statements without those that only open, close or steer a transaction."""
    count = Count()
    with CaptureQueriesContext(connection) as captured:
        yield count
    count.statements = [
        one["sql"] for one in captured.captured_queries if not one["sql"].lstrip().upper().startswith(_FREE)
    ]


@pytest.fixture(scope="module")
def goods(kept: None) -> list[tuple[Any, Any]]:
    """Pairs of variants, one of each vendor."""
    kiln, loom = (make.goods(vendors.by_slug(slug), at=now(), count=50) for slug in ("kiln", "loom"))
    return list(zip(kiln, loom, strict=True))


@pytest.fixture
def shelf(goods: list[tuple[Any, Any]], db: None, at: datetime) -> Callable[[int], list[Any]]:
    """So many variants, half of each vendor; process caches are warm."""

    def fill(count: int) -> list[Any]:
        found = [variant for pair in goods[: count // 2] for variant in pair]
        cart = make.cart(found[:1], at=at)
        with transaction.atomic():
            operations.view_cart(cart, user_id=None, visitor=make.GERMANY, at=at)
        return found

    return fill


@pytest.mark.parametrize("lines", [20, 80])
def test_a_cart_is_shown_in_twelve_statements(shelf: Callable[[int], list[Any]], at: datetime, lines: int) -> None:
    cart = make.cart(shelf(lines), at=at)

    with counted() as first, transaction.atomic():
        view = operations.view_cart(cart, user_id=None, visitor=make.GERMANY, at=at)
    with counted() as again, transaction.atomic():
        operations.view_cart(cart, user_id=None, visitor=make.GERMANY, at=at)

    assert view.count == lines
    assert len(first) <= 7, first.statements
    assert len(again) <= 6, again.statements


def test_adding_to_a_cart_takes_six_statements(shelf: Callable[[int], list[Any]], at: datetime) -> None:
    found = shelf(20)
    cart = make.cart(found[:10], at=at)
    with counted() as count, transaction.atomic():
        operations.add_to_cart(cart, user_id=None, variant_id=found[12], quantity=1, visitor=make.GERMANY, at=at)
    assert len(count) <= 6, count.statements


@pytest.mark.parametrize("lines", [2, 20, 100])
def test_from_review_to_placed_orders_in_twenty_two_statements(
    shelf: Callable[[int], list[Any]], at: datetime, lines: int
) -> None:
    found = shelf(lines)
    session, _ = make.ready(make.cart(found, at=at), at=at)
    make.ready(make.cart(found[:1], at=at), at=at)  # what the process forgets each minute is read again
    with counted() as placing:
        placed = make.place(session, at=at)
    make.pay(placed, at=at)
    with counted() as completing, transaction.atomic():
        operations.complete(session, expected_version=placed.version, by=make.BUYER, at=at)

    assert len(placing) + len(completing) <= 22, [*placing.statements, "—", *completing.statements]
