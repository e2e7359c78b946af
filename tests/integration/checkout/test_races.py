"""Checkout · real threads on real PostgreSQL: everything here commits."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection, connections, transaction
from django.test import Client
from django.urls import set_script_prefix
from django_tenants.utils import tenant_context

from apps.checkout import operations, selectors
from apps.checkout.models import Purchase
from apps.ledger import selectors as ledger
from apps.orders import selectors as orders
from apps.outbox import relay
from apps.payments import operations as payments
from apps.payments.models import Intent, Operation
from apps.stock.errors import InsufficientStock
from apps.stock.models import Counter, Reservation
from apps.warehouse import operations as warehouse
from tests.factories import checkout as make
from tests.factories import warehouse as houses


def at_once(count: int, work: Callable[[int], Any], *, threads: int = 16) -> list[Any]:
    """The results, or the exceptions, of `work(0..count)`, all started together."""
    gate = threading.Barrier(min(count, threads))

    def run(index: int) -> Any:
        close_old_connections()
        try:
            if index < threads:
                gate.wait(timeout=30)
            return work(index)
        except Exception as error:
            return error
        finally:
            set_script_prefix("/")
            connections.close_all()

    with ThreadPoolExecutor(max_workers=min(count, threads)) as pool:
        return list(pool.map(run, range(count)))


def test_64_ready_checkouts_for_10_units_place_exactly_10(own_database: str, kiln: Any, at: datetime) -> None:
    (variant,) = make.goods(kiln, at=at, pieces=10)
    sessions = [make.ready(make.cart([variant], at=at), at=at) for _ in range(64)]

    def place(index: int) -> Any:
        session, version = sessions[index]
        return make.place(session, at=at, expected=version)

    results = at_once(64, place)

    assert not [one for one in results if isinstance(one, Exception)]
    assert sum(one.is_placed for one in results) == 10
    assert all(one.changes for one in results if not one.is_placed)
    counter = Counter.objects.get(variant_id=variant)
    assert (counter.on_hand, counter.reserved) == (10, 10)
    assert Reservation.objects.filter(state="held").count() == 10
    assert Intent.objects.count() == 10


def test_all_pieces_of_three_houses_are_sold_and_none_twice(own_database: str, kiln: Any, at: datetime) -> None:
    """Everybody was shown the fullest house; whether the goods come out of the next one is no buyer's affair."""
    (variant,) = make.goods(kiln, at=at, pieces=6)
    with transaction.atomic(), tenant_context(kiln):
        for code in ("EAST", "WEST"):
            houses.house(code, at=at)
            warehouse.receive(variant_id=variant, warehouse=code, quantity=5, at=at)
    sessions = [make.ready(make.cart([variant], at=at), at=at) for _ in range(40)]

    results = at_once(40, lambda index: make.place(sessions[index][0], at=at, expected=sessions[index][1]))

    assert not [one for one in results if isinstance(one, Exception)]
    assert sum(one.is_placed for one in results) == 16
    assert all(one.changes for one in results if not one.is_placed)
    counters = Counter.objects.filter(variant_id=variant)
    assert sorted((one.on_hand, one.reserved) for one in counters) == [(5, 5), (5, 5), (6, 6)]


def test_callback_and_return_race_to_one_purchase(own_database: str, kiln: Any, loom: Any, at: datetime) -> None:
    variants = [*make.goods(kiln, at=at), *make.goods(loom, at=at)]
    session, _ = make.ready(make.cart(variants, at=at), at=at)
    placed = make.place(session, at=at)
    make.pay(placed, at=at)

    def finish(index: int) -> Any:
        if index % 2:
            return relay.drain()
        with transaction.atomic():
            return operations.complete(session, expected_version=placed.version, by=make.BUYER, at=at)

    results = at_once(12, finish)

    assert not [one for one in results if isinstance(one, Exception)]
    summaries = {one.public_id for one in results[::2]}
    assert summaries == set(Purchase.objects.values_list("public_id", flat=True))
    assert len(summaries) == 1
    relay.drain()
    payments.resolve_due(at=at)
    assert Operation.objects.filter(kind="capture").count() == 1
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())


def test_verifying_from_many_sides_authorises_once(own_database: str, kiln: Any, at: datetime) -> None:
    session, _ = make.ready(make.cart(make.goods(kiln, at=at), at=at), at=at)
    placed = make.place(session, at=at)
    payments.begin(placed.intent_id, page=make.page(session, at=at), at=at)

    views = at_once(10, lambda _: payments.verify(placed.intent_id, at=at))

    assert {view.status for view in views} == {"authorised"}
    assert Operation.objects.filter(kind="authorise", state="succeeded").count() == 1


def test_the_same_key_twenty_times_is_one_purchase_and_identical_bytes(
    own_database: str, kiln: Any, loom: Any, enter: Any, at: datetime
) -> None:
    variants = [*make.goods(kiln, at=at), *make.goods(loom, at=at)]
    shopper = Client(HTTP_HOST="portolan.localhost", headers={"sec-fetch-site": "same-origin"})
    for variant in variants:
        shopper.post("/de-de/cart/add/", {"variant": variant})
    address = shopper.post("/de-de/checkout/")["Location"]
    session = re.search(r"checkout/([0-9a-f-]{36})/", address)[1]
    with transaction.atomic():
        operations.save_address(
            session, expected_version=make.version(session), address=make.BERLIN, email=make.EMAIL, at=at
        )
    with transaction.atomic():
        operations.choose_delivery(session, expected_version=make.version(session), choices={}, at=at)
    form = {"version": make.version(session)}

    def pay(_: int) -> Any:
        browser = Client(HTTP_HOST="portolan.localhost", headers={"sec-fetch-site": "same-origin"})
        browser.cookies = shopper.cookies
        for _try in range(200):
            answer = browser.post(f"/de-de/checkout/{session}/pay/", form, headers={"idempotency-key": "k"})
            if answer.status_code != 409:
                break
        return answer.status_code, answer["Location"], answer.content

    answers = at_once(20, pay, threads=10)

    assert len({str(answer) for answer in answers}) == 1, answers
    assert Intent.objects.count() == 1
    assert Reservation.objects.filter(state="allocated").count() == 2
    assert answers[0][1].endswith("/done/")
    assert Purchase.objects.count() == 1
    for vendor in (kiln, loom):
        with enter(vendor):
            assert orders.counts() == {"placed": 1}
    connection.set_schema_to_public()
    assert selectors.purchase(Purchase.objects.get().public_id).totals.total


def test_a_refusal_is_an_answer_and_not_an_error(own_database: str, kiln: Any, at: datetime) -> None:
    (variant,) = make.goods(kiln, at=at, pieces=1)
    sessions = [make.ready(make.cart([variant], at=at), at=at) for _ in range(8)]
    results = at_once(8, lambda index: make.place(sessions[index][0], at=at))
    assert not [one for one in results if isinstance(one, InsufficientStock | Exception)]
    assert [one.is_placed for one in results].count(True) == 1


def test_pieces_whose_hold_has_expired_are_sold_at_once(own_database: str, kiln: Any, at: datetime) -> None:
    """Nobody waits for the clock to free what an abandoned checkout holds."""
    (variant,) = make.goods(kiln, at=at, pieces=1)
    first, second, third = (make.ready(make.cart([variant], at=at), at=at)[0] for _ in range(3))
    assert make.place(first, at=at).is_placed
    assert not make.place(second, at=at).is_placed

    assert make.place(third, at=at + timedelta(minutes=settings.HOLD_MINUTES + 1)).is_placed
    counter = Counter.objects.get(variant_id=variant)
    assert (counter.on_hand, counter.reserved) == (1, 1)
