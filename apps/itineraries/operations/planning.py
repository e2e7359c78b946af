"""Itineraries · plans asked for, offered to the buyer, decided, looked at again, ended · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.common.transactions import transaction_required
from apps.common.types import Actor, ActorKind
from apps.itineraries import selectors
from apps.itineraries.errors import NotOffered, NoWay, PlanClosed, PlanThere, QuestionImpossible, WayGone
from apps.itineraries.events import WayChosen, WaysOffered
from apps.itineraries.models import Plan, Way
from apps.itineraries.rules import legs
from apps.itineraries.types import About, Consignment, Ending, Found, LegPlan, PlanState, Verdict
from apps.logistics import selectors as logistics
from apps.outbox import operations as outbox

from . import rows

_EARLIEST = timedelta(days=2)


@transaction_required
def ask(about: About, asked: Consignment, *, at: datetime, by: Actor) -> UUID:
    """Look for the ways of a consignment and keep them to choose from; the plan's public id.

    Raises:
        HubUnknown: no hub has this code.
        QuestionImpossible: nothing to carry, nowhere to go, or a day that is past.
        PlanThere: the order or transfer has a plan that has not ended.
        NoWay: no timetable leads there. Nothing is written.
    """
    _check(asked, at=at)
    if about.subject_id is not None and selectors.plan_of(about.subject_id) is not None:
        raise PlanThere()
    found = selectors.ways_for(asked, at=at)
    if not found:
        raise NoWay()
    try:
        with transaction.atomic():
            row = Plan.objects.create(**vars(about), **vars(asked), created_at=at, made_by=str(by.ref))
    except IntegrityError as clash:  # asked for twice at once
        raise PlanThere() from clash
    rows.keep(row, found)
    rows.index(row, None, at=at)
    public_id: UUID = row.public_id
    return public_id


@transaction_required
def offer(plan_id: UUID, *, at: datetime) -> None:
    """Let the buyer of the order choose among the newest ways, as long as none is chosen. Twice is once.

    Raises:
        PlanUnknown, PlanClosed: there is none, or it has ended.
        NotOffered: no buyer waits for it, or a way is chosen.
    """
    row = rows.locked(plan_id)
    if row.purchase_id is None or rows.holding(row) is not None:
        raise NotOffered()
    if row.is_offered:
        return
    row.is_offered = True
    row.version += 1
    row.save(update_fields=["is_offered", "version"])
    rows.note(row, "itineraries.offered", None, at=at)
    outbox.emit(WaysOffered(**rows.facts(row), occurred_at=at), at=at)


@transaction_required
def choose(plan_id: UUID, way_id: UUID, *, at: datetime, by: Actor) -> bool:
    """Decide how the goods travel; whether that was news. A buyer may where the ways were offered, and once.

    Raises:
        PlanUnknown, PlanClosed: there is none, or it has ended.
        NotOffered: a buyer chooses what was not offered.
        WayGone: it is not among the newest, cannot be taken, has left, or a leg of it was closed. Nothing changes.
    """
    row = rows.locked(plan_id)
    held = rows.holding(row)
    if held is not None and held.public_id == way_id:
        return False
    if by.kind is ActorKind.BUYER and not row.is_offered:
        raise NotOffered()
    way = row.ways.filter(public_id=way_id, revision=row.revision).first()
    if way is None or not _is_takable(way, held, at=at):
        raise WayGone()
    row.state = rows.take(row, way, held, why="", by=by, at=at)
    row.is_offered = False
    row.version += 1
    row.save(update_fields=["state", "is_offered", "version"])
    rows.index(row, way, at=at)
    rows.note(row, "itineraries.chosen", way, at=at)
    outbox.emit(WayChosen(**rows.facts(row), way_id=way.public_id, occurred_at=at), at=at, by=by)
    return True


@transaction_required
def look_again(plan_id: UUID, *, at: datetime) -> int:
    """Look for ways anew from where the goods are; how many were found. A way that holds stays until another is chosen.

    Raises:
        PlanUnknown, PlanClosed: there is none, or it has ended. NoWay: none leads there now. Nothing changes.
    """
    row = rows.locked(plan_id)
    held = rows.holding(row)
    gone, _ahead = rows.legs_of(held, at=at)
    found = anew(row, gone, at=at)
    if not found:
        raise NoWay()
    row.revision += 1
    row.version += 1
    row.save(update_fields=["revision", "version"])
    rows.keep(row, found, gone)
    return len(found)


@transaction_required
def end(plan_id: UUID, *, why: Ending, at: datetime) -> None:
    """Say that the goods have arrived, or give a plan up: nobody looks after it any more. What held stays to be read.

    Raises:
        PlanUnknown, PlanClosed: there is none, or it has ended.
    """
    _end(rows.locked(plan_id), why, at=at)


@transaction_required
def end_for(subject_id: UUID, *, why: Ending, at: datetime) -> bool:
    """End the plan of an order or transfer that has arrived or was cancelled; whether there was one. Twice is once."""
    known = selectors.plan_of(subject_id)
    if known is None:
        return False
    try:
        _end(rows.locked(known.public_id), why, at=at)
    except PlanClosed:
        return False
    return True


def _end(row: Plan, why: Ending, *, at: datetime) -> None:
    row.state, row.ended_why, row.ended_at = PlanState.ENDED, why, at
    row.version += 1
    row.save(update_fields=["state", "ended_why", "ended_at", "version"])
    rows.index(row, rows.holding(row), at=at)


def anew(row: Plan, gone: Sequence[LegPlan], *, at: datetime) -> list[Found]:
    """The ways from where a plan's goods are now: behind the last leg that has departed, or where they began.

    What the legs behind cost and emitted is counted in neither: it is spent whichever way is taken.
    """
    origin, ready_at = row.origin, max(row.ready_at, at)
    if gone:
        origin = gone[-1].destination
        handling = timedelta(hours=logistics.hub(origin).handling_h)
        ready_at = max(gone[-1].arrives_at + handling, at)
    if origin == row.destination:
        return []
    return selectors.ways_for(rows.consignment(row, origin=origin, ready_at=ready_at), at=at)


def _is_takable(way: Way, held: Way | None, *, at: datetime) -> bool:
    if way.verdict not in ("", Verdict.LATE):
        return False
    gone, _ahead = rows.legs_of(held, at=at)
    planned = legs.from_json(way.legs)
    ahead = planned[len(gone) :]
    if planned[: len(gone)] != gone or not ahead or ahead[0].departs_at <= at:
        return False
    known = logistics.network(at=at).legs
    return all(legs.runs(leg, known) for leg in ahead)


def _check(asked: Consignment, *, at: datetime) -> None:
    known = logistics.hubs([asked.origin, asked.destination])
    for end, code in (("origin", asked.origin), ("destination", asked.destination)):
        if code not in known:
            raise QuestionImpossible(field=end, problem=_("No hub has this code."))
    if asked.origin == asked.destination:
        raise QuestionImpossible(field="destination", problem=_("Choose two different hubs."))
    if asked.weight_kg <= 0 or asked.volume_cbm <= 0:
        raise QuestionImpossible(field="weight_kg", problem=_("Say how heavy and how large the goods are."))
    if asked.ready_at < at - _EARLIEST:
        raise QuestionImpossible(field="ready_at", problem=_("This day is past."))
    if asked.due_by is not None and asked.due_by <= max(asked.ready_at, at):
        raise QuestionImpossible(field="due_by", problem=_("The goods have to arrive after they are ready."))
