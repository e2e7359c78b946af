"""Goods over hubs: ways asked for and chosen, a leg closed on the way, the buyer told, nothing done twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import transaction

from apps.checkout.models import PurchaseEvent
from apps.common.types import Actor, ActorKind
from apps.itineraries import operations, selectors, tasks
from apps.itineraries.errors import NotOffered, NoWay, PlanThere, QuestionImpossible, WayGone
from apps.itineraries.models import Plan, Way
from apps.itineraries.types import About, Ending, PlanState, Subject
from apps.logistics import operations as logistics
from apps.logistics import selectors as timetables
from apps.logistics.errors import ClosingImpossible, HubUnknown, SheetUnreadable
from apps.logistics.models import PlannedWay, ScheduledLeg
from apps.orders.models import Order
from tests.factories import checkout as make
from tests.factories import itineraries as build

pytestmark = pytest.mark.django_db
BUYER = Actor(ActorKind.BUYER, "jana")
STAFF = Actor(ActorKind.STAFF, "staff")


@pytest.fixture(autouse=True)
def network(db: None) -> None:
    build.network()


@pytest.fixture
def order(kiln: Any, enter: Any, at: datetime, settings: Any) -> About:
    settings.PAYMENT_GATEWAY = "noop"
    make.purchase(make.goods(kiln, at=at), at=at)
    with enter(kiln):
        row = Order.objects.get()
        return About(Subject.ORDER, row.number, row.public_id, row.purchase_id)


def close(code: str, at: datetime, *, days: int | None = None) -> bool:
    with transaction.atomic():
        until = at + timedelta(days=days) if days else None
        return logistics.close_leg(code, since=at, until=until, reason="Strike at the port", at=at, by=STAFF)


def chosen(plan_id: UUID) -> list[str]:
    found = selectors.plan(plan_id).chosen
    return [leg.code for leg in found.legs] if found else []


def take(plan_id: UUID, *codes: str, at: datetime, by: Actor = build.TEAM) -> UUID:
    way = next(one for one in selectors.plan(plan_id).proposed if [leg.code for leg in one.legs] == list(codes))
    operations.choose(plan_id, way.row.public_id, at=at, by=by)
    found: UUID = way.row.public_id
    return found


def test_ways_are_told_side_by_side_and_what_is_too_late_or_too_heavy_says_so(
    kiln: Any, enter: Any, at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        free = selectors.plan(build.plan(at, days=None))
        assert ["SHIP", "TRUCK"] in [[leg.code for leg in one.legs] for one in free.proposed]
        sea = next(one for one in free.proposed if one.legs[0].code == "SHIP")
        air = next(one for one in free.proposed if one.legs[0].code == "HAUL")
        assert sea.row.cost.amount < air.row.cost.amount
        assert sea.row.co2_g * 20 < air.row.co2_g
        assert (sea.transfers, air.transfers) == (1, 2)
        assert air.row.arrives_at < sea.row.arrives_at < sea.row.until_at, "one ship in three is late"

        soon = selectors.plan(build.plan(at, days=10))
        assert {one.legs[0].code for one in soon.proposed} == {"HAUL"}
        assert {one.row.verdict for one in soon.rejected} == {"late"}

        close("TRUCK3", at)
        heavy = selectors.plan(build.plan(at, days=60, weight="6000"))
        why = {one.row.leg_code: one.row.verdict for one in heavy.rejected}
        assert why.get("PLANE") == "full" or why.get("TRUCK3") == "closed"
        assert PlannedWay.objects.filter(vendor=kiln, state=PlanState.OPEN).count() == 3

        before = Plan.objects.count()
        asked = build.consignment(at)
        for field, wrong in (
            ("ready_at", {"ready_at": at - timedelta(days=3)}), ("due_by", {"due_by": at}),
            ("destination", {"destination": "CNSHA"}), ("origin", {"origin": "XXXXX"}),
            ("weight_kg", {"weight_kg": Decimal(0)}),
        ):  # fmt: skip
            with pytest.raises(QuestionImpossible) as refused:
                operations.ask(About(Subject.GOODS, "x"), replace(asked, **wrong), at=at, by=build.TEAM)
            assert refused.value.field == field
        with pytest.raises(NoWay):
            operations.ask(About(Subject.GOODS, "x"), replace(asked, destination="USNYC"), at=at, by=build.TEAM)
        assert Plan.objects.count() == before


def test_a_way_is_chosen_once_by_the_buyer_only_where_it_was_offered(
    kiln: Any, enter: Any, at: datetime, order: About, monkeypatch: pytest.MonkeyPatch
) -> None:
    with enter(kiln), transaction.atomic():
        plan_id = build.plan(at, order)
        with pytest.raises(PlanThere):
            build.plan(at, order)
        with monkeypatch.context() as meanwhile, pytest.raises(PlanThere):
            meanwhile.setattr(selectors, "plan_of", lambda _subject_id: None)
            build.plan(at, order)
        assert order.subject_id is not None
        assert selectors.offered_for(order.subject_id) is None
        with pytest.raises(NotOffered):
            take(plan_id, "SHIP", "TRUCK", at=at, by=BUYER)
        assert not Way.objects.filter(chosen_at__isnull=False).exists()

        operations.offer(plan_id, at=at)
        way_id = take(plan_id, "SHIP", "TRUCK", at=at, by=BUYER)
        assert not operations.choose(plan_id, way_id, at=at, by=BUYER), "twice is once"
        row = Way.objects.get(public_id=way_id)
        assert (row.chosen_by, row.chosen_at) == ("buyer:jana", at)
        assert Plan.objects.get().state == PlanState.PLANNED
        assert PlannedWay.objects.get().leg_codes == ["SHIP", "TRUCK"]
        assert PurchaseEvent.objects.filter(code="itineraries.chosen").count() == 1
        with pytest.raises(NotOffered):
            take(plan_id, "HAUL", "PLANE", "TRUCK3", at=at, by=BUYER)

        close("TRUCK3", at)
        with pytest.raises(WayGone):
            take(plan_id, "HAUL", "PLANE", "TRUCK3", at=at)
        with pytest.raises(WayGone):
            take(plan_id, "HAUL", "PLANE", "TRUCK3", at=at + timedelta(days=30))
        assert chosen(plan_id) == ["SHIP", "TRUCK"]


def test_a_closed_leg_takes_the_goods_another_way_and_the_buyer_is_told_once(
    kiln: Any, loom: Any, enter: Any, at: datetime, order: About, drain: Callable[[], int]
) -> None:
    with enter(kiln), transaction.atomic():
        plan_id = build.plan(at, order)
        take(plan_id, "SHIP", "TRUCK", at=at)
    with enter(loom), transaction.atomic():
        other = build.plan(at)
        take(other, "HAUL", "PLANE", "TRUCK3", at=at)
    drain()
    mail.outbox.clear()

    assert close("SHIP", at)
    assert not close("SHIP", at), "told again it is no news"
    drain()
    drain()

    with enter(kiln):
        found = selectors.plan(plan_id)
        assert chosen(plan_id) == ["SHIP2", "TRUCK2"], "the cheapest that keeps the day"
        assert [one.legs[0].code for one in found.before] == ["SHIP"]
        assert found.before[0].row.ended_reason == "Strike at the port"
        assert found.row.state == PlanState.PLANNED
        with transaction.atomic():
            assert not operations.replan(plan_id, leg_code="SHIP", at=at), "twice is once"
    told = PurchaseEvent.objects.get(code="itineraries.replanned")
    assert told.data["estimated_from"] == found.chosen.row.arrives_at.date().isoformat()  # type: ignore[union-attr]
    (letter,) = [one for one in mail.outbox if order.reference in one.subject]
    assert "Strike at the port" in letter.body
    with enter(loom):
        assert chosen(other) == ["HAUL", "PLANE", "TRUCK3"], "does not need the leg"
        assert selectors.plan(other).row.revision == 1


def test_goods_on_the_way_go_on_from_where_they_are_and_wait_where_nothing_is_left(
    kiln: Any, enter: Any, at: datetime, order: About, drain: Callable[[], int]
) -> None:
    with enter(kiln), transaction.atomic():
        plan_id = build.plan(at, order)
        take(plan_id, "SHIP", "TRUCK", at=at)
        ship = selectors.plan(plan_id).chosen.legs[0]  # type: ignore[union-attr]
        at_sea = ship.departs_at + timedelta(days=2)

        close("SHIP", at_sea)
        assert not operations.replan(plan_id, leg_code="SHIP", at=at_sea), "it has sailed"

        close("TRUCK", at_sea)
        assert operations.replan(plan_id, leg_code="TRUCK", at=at_sea)
        assert not operations.replan(plan_id, leg_code="TRUCK", at=at_sea), "twice is once"
        assert selectors.plan(plan_id).row.state == PlanState.STUCK
        assert chosen(plan_id) == ["SHIP", "TRUCK"], "there is no other"
        assert timetables.plans_over("nothing", states=[PlanState.STUCK]) == [(kiln.pk, plan_id)]

        logistics.open_leg("TRUCK", at=at_sea, by=STAFF)
        after = ship.arrives_at + timedelta(days=20)
        assert operations.replan(plan_id, leg_code="TRUCK", at=after)
        found = selectors.plan(plan_id)
        assert chosen(plan_id) == ["SHIP", "TRUCK"]
        assert found.chosen.legs[1].departs_at > after  # type: ignore[union-attr]
        assert found.row.state == PlanState.LATE, "the best that is left comes after the day"
        operations.end(plan_id, why=Ending.ARRIVED, at=after)
        assert not PlannedWay.objects.get().is_open


def test_a_plan_that_cannot_be_made_anew_holds_up_no_other(kiln: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lost, other = uuid4(), uuid4()

    def replan(plan_id: UUID, **_more: Any) -> bool:
        if plan_id == lost:
            raise HubUnknown(hub="CNSHA")
        return True

    monkeypatch.setattr(operations, "replan", replan)
    assert tasks.replan([str(lost), str(other)], leg_code="SHIP", vendor_id=kiln.pk) == 1


def test_what_the_broker_lost_is_found_by_the_clock_and_asked_once_a_minute(
    kiln: Any, loom: Any, enter: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with enter(kiln), transaction.atomic():
        later = replace(build.consignment(at), ready_at=at + timedelta(days=2))
        plan_id = operations.ask(About(Subject.GOODS, "Pallets"), later, at=at, by=build.TEAM)
        take(plan_id, "SHIP", "TRUCK", at=at)
    with enter(loom), transaction.atomic():
        other = build.plan(at)
        take(other, "HAUL", "PLANE", "TRUCK3", at=at)
    close("SHIP", at)

    def unreached(**later: float) -> list[tuple[int, UUID]]:
        with transaction.atomic():
            return logistics.claim_unreached(at=at + timedelta(**later), limit=10)

    assert unreached(seconds=5) == [], "the event's own task may still come"
    assert unreached(seconds=25) == [(kiln.pk, plan_id)], "and nobody whose goods do not need the leg"
    assert unreached(seconds=35) == [], "a worker has it"
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(tasks, "now", lambda: at + timedelta(seconds=90))
        assert tasks.reach() == 1, "that worker was lost, too"
    with enter(kiln):
        assert chosen(plan_id) == ["SHIP2", "TRUCK2"]
    assert unreached(minutes=5) == []
    with enter(kiln), transaction.atomic():
        close("SHIP2", at + timedelta(days=1))
        assert operations.replan(plan_id, leg_code="SHIP2", at=at + timedelta(days=1))
        close("HAUL", at + timedelta(days=1))
        close("TRUCK2", at + timedelta(days=1))
    assert set(unreached(days=1, seconds=30)) == {(kiln.pk, plan_id), (loom.pk, other)}, "both need what was closed"
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(tasks, "now", lambda: at + timedelta(days=1, seconds=45))
        tasks.hand_out([(kiln.pk, plan_id)], leg_code="HAUL")
    assert PlannedWay.objects.get(vendor=kiln).state == PlanState.STUCK
    with transaction.atomic():
        logistics.open_leg("SHIP", at=at + timedelta(days=2), by=STAFF)
    assert (kiln.pk, plan_id) in unreached(days=2, seconds=30), "whoever has no way waits for any leg"


@pytest.mark.usefixtures("kiln")
def test_a_file_with_wrong_lines_names_each_and_changes_nothing(at: datetime) -> None:
    legs = build.sheet().splitlines()
    legs[2] = legs[2].replace("CNSHA", "CNXXX").replace(",0.6,", ",1.6,")
    legs[3] = legs[3].replace("1234567,12:00", "1238,")
    legs.append(legs[1])
    before = ScheduledLeg.objects.count()

    with pytest.raises(SheetUnreadable) as refused, transaction.atomic():
        logistics.load_legs("\n".join(legs))

    told = {(one.line, one.column) for one in refused.value.problems}
    assert told == {(3, "reliability"), (4, "weekdays"), (9, "code")}
    with pytest.raises(SheetUnreadable) as refused, transaction.atomic():
        logistics.load_legs("code,carrier\nA,B")
    assert {one.column for one in refused.value.problems} >= {"mode", "origin"}
    with pytest.raises(SheetUnreadable), transaction.atomic():
        logistics.load_hubs("code,name,kind,country,latitude,longitude,timezone\nXX123,A,port,XX,0,0,Europe/Berlin")
    with pytest.raises(ClosingImpossible), transaction.atomic():
        logistics.close_leg("SHIP", since=at, until=at, reason="x", at=at, by=STAFF)
    assert ScheduledLeg.objects.count() == before
    assert not ScheduledLeg.objects.filter(closed_from__isnull=False).exists()
