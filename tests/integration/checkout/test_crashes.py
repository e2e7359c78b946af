"""Checkout · a completion that is cut off before any one of its statements leaves nothing, and can be repeated."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction

from apps.checkout import operations, selectors
from apps.checkout.models import CheckoutSession, Purchase, PurchasePart
from apps.checkout.operations.sessions import locked
from apps.ledger.models import Journal, Posting
from apps.orders import selectors as orders
from apps.outbox.models import OutboxEvent
from apps.stock.models import Counter, Reservation
from tests.factories import checkout as make

pytestmark = pytest.mark.django_db


class CutOff(Exception):
    """The process died here."""


class Guillotine:
    """Lets so many statements pass and cuts the next one off."""

    def __init__(self, passing: int) -> None:
        self.left = passing

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "SET ")):
            return execute(sql, params, many, context)
        if self.left == 0:
            raise CutOff
        self.left -= 1
        return execute(sql, params, many, context)


def everything(vendors: list[Any], enter: Any) -> dict[str, Any]:
    """All that a completion writes."""
    found: dict[str, Any] = {
        table.__name__: list(table.objects.order_by("pk").values())
        for table in (CheckoutSession, Purchase, PurchasePart, Journal, Posting, OutboxEvent, Counter, Reservation)
    }
    for vendor in vendors:
        with enter(vendor):
            found[vendor.slug] = orders.counts()
    return found


@pytest.mark.parametrize("step", ["place", "complete"])
def test_nothing_or_all_wherever_it_is_cut_off(kiln: Any, loom: Any, enter: Any, at: datetime, step: str) -> None:
    variants = [*make.goods(kiln, at=at), *make.goods(loom, at=at)]
    session, version = make.ready(make.cart(variants, at=at), at=at)
    if step == "complete":
        placed = make.place(session, at=at)
        make.pay(placed, at=at)
        version = placed.version
    before = everything([kiln, loom], enter)
    operation = getattr(operations, step)

    cut = 0
    while True:
        try:
            with connection.execute_wrapper(Guillotine(cut)), transaction.atomic():
                operation(session, expected_version=version, by=make.BUYER, at=at)
            break
        except CutOff:
            connection.set_schema_to_public()
            assert everything([kiln, loom], enter) == before, f"cut off before statement {cut + 1}"
            cut += 1

    assert cut >= 5
    assert everything([kiln, loom], enter) != before
    assert Purchase.objects.count() == (1 if step == "complete" else 0)


def test_a_session_is_read_again_where_somebody_has_written_it_since(kiln: Any, at: datetime) -> None:
    session, version = make.ready(make.cart(make.goods(kiln, at=at), at=at), at=at)
    seen = selectors.session_for_payment(session)
    with transaction.atomic():
        row = locked(session, seen=seen)
        row.version += 1
        assert (row.pk, seen.row.version) == (seen.row.pk, version)
    CheckoutSession.objects.filter(public_id=session).update(version=version + 1)
    with transaction.atomic():
        assert locked(session, seen=seen).version == version + 1
