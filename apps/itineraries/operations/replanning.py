"""Itineraries · another way where a leg is closed, or runs again · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM
from apps.itineraries.events import PlannedAnew
from apps.itineraries.models import Plan, Way
from apps.itineraries.rules import asking, legs
from apps.itineraries.types import LegPlan, PlanState
from apps.logistics import operations as timetables
from apps.logistics import selectors as logistics
from apps.outbox import operations as outbox

from . import rows
from .planning import anew


@transaction_required
def replan(plan_id: UUID, *, leg_code: str, at: datetime) -> bool:
    """Plan anew from where the goods are, if a way that holds cannot be travelled any more or none was left; whether
    anything changed. Twice is once.

    The cheapest way that keeps the day takes its place, else the earliest; the old one is kept. Where none is left it
    holds on, and the plan is stuck until a leg runs again. The purchase's timeline and whoever listens are told.

    Raises:
        PlanUnknown, PlanClosed: there is none, or it has ended.
    """
    row = rows.locked(plan_id)
    if _takes_another(row, leg_code=leg_code, at=at):
        return True
    timetables.note_look(plan_id, at=at)
    return False


def _takes_another(row: Plan, *, leg_code: str, at: datetime) -> bool:
    held = rows.holding(row)
    if held is None:
        return False
    gone, ahead = rows.legs_of(held, at=at)
    hit = _hit(ahead, at=at)
    if not ahead or (hit is None and row.state != PlanState.STUCK):
        return False
    found = anew(row, gone, at=at)
    best = asking.best(found, row.due_by)
    if best is None:
        if row.state == PlanState.STUCK or hit is None:
            return False
        held.runs = len(gone) + ahead.index(hit[0])
        held.save(update_fields=["runs"])
        _step(row, PlanState.STUCK)
        _tell(row, None, leg_code, hit[1] if hit else "", at=at)
        rows.index(row, held, at=at)
        return True
    row.revision += 1
    kept = rows.keep(row, found, gone)
    way = kept[found.index(best)]
    _step(row, rows.take(row, way, held, why=hit[1] if hit else "", by=SYSTEM, at=at))
    _tell(row, way, hit[0].code if hit else leg_code, hit[1] if hit else "", at=at)
    rows.index(row, way, at=at)
    return True


def _hit(ahead: tuple[LegPlan, ...], *, at: datetime) -> tuple[LegPlan, str] | None:
    """The first leg to come that does not run, and why."""
    known = logistics.network(at=at).legs
    stopped = next((leg for leg in ahead if not legs.runs(leg, known)), None)
    if stopped is None:
        return None
    closing = known[stopped.code].closing if stopped.code in known else None
    return stopped, closing.reason if closing else ""


def _step(row: Plan, state: PlanState) -> None:
    row.state = state
    row.version += 1
    row.save(update_fields=["state", "revision", "version"])


def _tell(row: Plan, way: Way | None, leg_code: str, reason: str, *, at: datetime) -> None:
    rows.note(row, "itineraries.replanned", way, reason=reason, at=at)
    event = PlannedAnew(
        **rows.facts(row), way_id=way.public_id if way else None, leg_code=leg_code, reason=reason, occurred_at=at
    )
    outbox.emit(event, at=at, by=SYSTEM)
