"""Goods between two houses that travel over hubs: their plan ends with the transfer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from apps.catalog import operations as catalog
from apps.itineraries.models import Plan
from apps.itineraries.types import About, Ending, PlanState, Subject
from apps.warehouse import operations as warehouse
from apps.warehouse.selectors import transfer as transfer_of
from apps.warehouse.types import TransferItem
from tests.factories import catalog as goods
from tests.factories import itineraries as build
from tests.factories import warehouse as houses

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(kiln: Any, enter: Any, at: datetime) -> Callable[[], UUID]:
    """A transfer with a plan of its own."""
    build.network()
    with enter(kiln), transaction.atomic():
        houses.house("WORKS", at=at)
        houses.house("EAST", at=at, country="DE")
        ref = catalog.create_product(goods.product(), at=at)
        (variant,) = ref.variants.values()
        warehouse.receive(variant_id=variant, warehouse="WORKS", quantity=9, at=at)

    def make() -> UUID:
        with enter(kiln), transaction.atomic():
            transfer = warehouse.draft_transfer(source="WORKS", target="EAST", items=[TransferItem(variant, 3)], at=at)
            build.plan(at, About(Subject.TRANSFER, "WORKS → EAST", transfer))
        return transfer

    return make


@pytest.mark.parametrize("pieces", [3, 2])
def test_the_plan_ends_when_the_goods_are_in_the_other_house(
    kiln: Any, enter: Any, planned: Callable[[], UUID], at: datetime, drain: Callable[[], int], pieces: int
) -> None:
    transfer = planned()
    with enter(kiln), transaction.atomic():
        warehouse.send_transfer(transfer, at=at)
    drain()
    with enter(kiln), transaction.atomic():
        assert Plan.objects.get().state == PlanState.OPEN
        (line,) = transfer_of(transfer).lines
        warehouse.receive_transfer(transfer, {line.id: pieces}, at=at)
    drain()
    with enter(kiln):
        plan = Plan.objects.get()
    assert (plan.state, plan.ended_why) == (PlanState.ENDED, Ending.ARRIVED)


def test_the_plan_of_a_transfer_that_is_given_up_is_given_up(
    kiln: Any, enter: Any, planned: Callable[[], UUID], at: datetime, drain: Callable[[], int]
) -> None:
    transfer, other = planned(), planned()
    with enter(kiln), transaction.atomic():
        warehouse.cancel_transfer(transfer, at=at)
    drain()
    with enter(kiln):
        ended = dict(Plan.objects.values_list("subject_id", "ended_why"))
    assert ended == {transfer: Ending.GIVEN_UP, other: ""}
