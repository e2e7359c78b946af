"""Promises · what parcels took is what the next ones are promised, and how promises held is told by way."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from djmoney.money import Money

from apps.currencies import selectors as currencies
from apps.logistics import selectors as logistics
from apps.logistics.types import ParcelPlan
from apps.promises import operations, selectors
from apps.promises.models import LaneFigure, Transit
from apps.promises.types import Basis, Departure, Outcome

pytestmark = pytest.mark.django_db
BOX = ParcelPlan(900, 200, 150, 100)


def departure(vendor_id: int, at: datetime, *, to: str = "US", service: str = "MX-STD") -> Departure:
    table = logistics.by_table(service, ship_from="DE", ship_to=to, parcels=(BOX,))
    assert table is not None
    return Departure(uuid4(), vendor_id, table, BOX.weight_g, at - timedelta(days=1))


def send(vendor_id: int, at: datetime, count: int, *, days: int, to: str = "US") -> None:
    """So many parcels, one a day, that took `days` each; the last of them arrived before `at`."""
    for number in range(count):
        left = at - timedelta(days=days + 1 + number)
        one = departure(vendor_id, left, to=to)
        operations.record_past(one, at=left, arrived_at=left + timedelta(days=days), customs_h=30)


def test_a_way_is_promised_by_what_its_parcels_took(kiln: Any, at: datetime) -> None:
    table = logistics.by_table("MX-STD", ship_from="DE", ship_to="US")
    assert table is not None
    rates = currencies.rate_table()

    def days(to: str) -> tuple[int, int]:
        found = logistics.delivery_options(ship_from="DE", ship_to=to, parcels=(BOX,), currency="EUR", rates=rates)
        return next((one.min_days, one.max_days) for one in found if one.service_code == "MX-STD")

    before = days("US")
    send(kiln.pk, at, 30, days=6)
    assert operations.learn(at=at) == 3

    assert before == table.days
    assert days("US") == (6, 6)
    assert days("CA") == (6, 6), "of the same zones, and nothing else is known"
    assert days("JP") == logistics.by_table("MX-STD", ship_from="DE", ship_to="JP").days  # type: ignore[union-attr]
    promise = selectors.promise(table.way, table_days=table.days)
    assert (promise.basis, promise.count, promise.tenths) == (Basis.SERVICE, 30, 10)
    with CaptureQueriesContext(connection) as asked:
        assert days("US") == (6, 6)
    assert not [one for one in asked.captured_queries if "promises" in one["sql"]], "remembered in the process"


def test_too_few_parcels_teach_nothing_and_old_ones_are_forgotten(kiln: Any, at: datetime) -> None:
    send(kiln.pk, at, 12, days=6)
    send(kiln.pk, at - timedelta(days=500), 30, days=9)

    assert operations.learn(at=at) == 0
    assert not LaneFigure.objects.exists()


def test_what_is_expected_moves_with_the_days_that_pass(kiln: Any, at: datetime) -> None:
    send(kiln.pk, at, 25, days=5)
    send(kiln.pk, at - timedelta(days=40), 15, days=9)
    operations.learn(at=at)
    today = at.date()

    def expected(days_ago: int) -> Any:
        return logistics.expectation(
            "MX-STD", ship_from="DE", ship_to="US", handed_over_on=today - timedelta(days=days_ago), today=today
        )

    fresh, seventh_day, too_long = expected(0), expected(7), expected(12)

    assert (fresh.first_on, fresh.last_on) == (today + timedelta(days=5), today + timedelta(days=9))
    assert (fresh.count, fresh.tenths) == (40, 10)
    assert (seventh_day.first_on, seventh_day.last_on, seventh_day.count) == (*[today + timedelta(days=2)] * 2, 15)
    assert too_long.is_late
    assert not too_long.count
    assert logistics.expectation("NONE", ship_from="DE", ship_to="US", handed_over_on=today, today=today) is None


def test_figures_of_each_way_tell_days_cost_and_how_promises_held(kiln: Any, loom: Any, at: datetime) -> None:
    send(kiln.pk, at, 8, days=6)
    send(kiln.pk, at, 2, days=40)
    send(loom.pk, at, 3, days=5, to="FR")
    lost = departure(kiln.pk, at)
    operations.depart(lost, at=at)
    operations.depart(lost, at=at)
    operations.fail(lost.shipment_id, at=at)

    (one,) = selectors.lanes(since=at - timedelta(days=90), vendor_id=kiln.pk)

    assert (one.service_code, one.ship_from, one.ship_to) == ("MX-STD", "DE", "US")
    assert (one.sent, one.delivered, one.failed, one.under_way) == (11, 10, 1, 0)
    assert one.median_days == 6
    assert one.late_share == Decimal("0.2")
    assert one.cost == lost.table.price * 11
    assert one.cost_per_kg == lost.table.price * 11000 / (11 * BOX.weight_g)
    assert len(selectors.lanes(since=at - timedelta(days=90))) == 2
    assert sum(late for _, _, late in selectors.weeks(since=at - timedelta(days=90), vendor_id=kiln.pk)) == 2
    operations.arrive(lost.shipment_id, arrived_at=at, customs_h=None)
    assert Transit.objects.get(shipment_id=lost.shipment_id).outcome == Outcome.DELIVERED, "found after all"


def test_customs_is_told_by_what_it_held(kiln: Any, at: datetime) -> None:
    table = logistics.by_table("MX-STD", ship_from="DE", ship_to="US")
    assert table is not None
    send(kiln.pk, at, 20, days=6)
    operations.learn(at=at)

    assert selectors.customs_hours(table.way) == 30
    assert table.price == Money(0, table.price.currency)
