"""Fulfilment · the search for a day's rounds: asked for, carried out by a worker, ended · vendor's schema."""

from __future__ import annotations

from uuid import UUID

from celery import current_app
from django.db import transaction

from apps.common.errors import MarketError
from apps.common.transactions import transaction_required
from apps.planning.delivery import solver
from apps.planning.delivery.types import Plan, Progress

from .. import selectors
from ..errors import StopsNotPlaced
from ..models import RoutePlan
from ..rules import rounds as rules
from ..types import RoutingState
from . import fitting

_TELL_EVERY_S = 2


@transaction_required
def ask_for_rounds(plan_id: UUID) -> int:
    """Let the rounds be planned (again, beginning with what there is); the number of the attempt, for `start`.

    Raises:
        RoutePlanUnknown: there is no such plan. StopsNotPlaced: it is not known where a stop is.
    """
    plan = fitting.locked(plan_id)
    stops = plan.stops.filter(left_at=None)
    missing = stops.filter(latitude=None).count()
    if missing or not stops.exists():
        raise StopsNotPlaced(count=missing)
    plan.attempt += 1
    plan.state, plan.problem, plan.spent_s, plan.stop_asked = RoutingState.SEARCHING, "", 0, False
    plan.save()
    return plan.attempt


@transaction_required
def ask_to_stop(plan_id: UUID) -> None:
    """End a search soon; what it has found until then stands. Asked twice, nothing is waited for any more.

    Raises:
        RoutePlanUnknown: there is no such plan.
    """
    plan = fitting.locked(plan_id)
    if plan.stop_asked and plan.state == RoutingState.SEARCHING:
        has_rounds = plan.stops.exclude(round=None).exists()
        plan.state = RoutingState.READY if has_rounds else RoutingState.DRAFT
        plan.attempt += 1
    plan.stop_asked = True
    plan.save(update_fields=["state", "attempt", "stop_asked"])


def start(plan_id: UUID, attempt: int, *, vendor_id: int, language: str) -> None:
    """Wake a worker for an attempt whose transaction has committed; problems will be told in `language`."""
    current_app.tasks["fulfilment.plan_rounds"].delay(str(plan_id), attempt, vendor_id=vendor_id, language=language)


def search(plan_id: UUID, attempt: int) -> bool:
    """Plan the rounds of an attempt in a worker, telling how it goes; whether they were kept: not after a newer one."""
    plan = selectors.route_plan(plan_id)
    mine = RoutePlan.objects.filter(pk=plan.pk, attempt=attempt, state=RoutingState.SEARCHING)
    if not mine.exists():
        return False
    kinds = selectors.vehicles(plan.warehouse_id)
    told = 0.0

    def watch(progress: Progress) -> bool:
        nonlocal told
        if progress.cpu_s - told < _TELL_EVERY_S:
            return True
        told = progress.cpu_s
        cost = fitting.money(progress.best_cost, kinds) if progress.best_cost is not None else None
        row = mine.first()
        if row is None or row.stop_asked:
            return False
        row.spent_s, row.found_cost = int(progress.cpu_s), cost
        row.save(update_fields=["spent_s", "found_cost", "found_cost_currency"])
        return True

    try:
        asked = fitting.question(plan)
        found = solver.plan(asked.problem, cpu_s=float(plan.seconds), first=fitting.first(plan, asked), watch=watch)
    except MarketError as none:
        mine.update(state=RoutingState.FAILED, problem=none.text()[:400])
        return False
    with transaction.atomic():
        row = mine.select_for_update().first()
        if row is None:
            return False
        return _taken(row, found, asked)


def _taken(row: RoutePlan, found: Plan, asked: fitting.Question) -> bool:
    """Keep what was found, without the stops that left or lie elsewhere since it was asked; whether that can be."""
    still = {one.key: one for one in fitting.question(row).stops}
    if all(still.get(one.key) == one for one in asked.stops):
        fitting.keep(row, found, asked)
        return True
    held = [
        (vehicle, [key for key in keys if key in still])
        for vehicle, keys in rules.kept_of(found, asked.fleet, asked.stops)
    ]
    try:
        fitting.rearrange(row, held)
    except MarketError as refused:
        row.state, row.problem = RoutingState.FAILED, refused.text()[:400]
        row.save(update_fields=["state", "problem"])
        return False
    return True
