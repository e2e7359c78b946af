"""Itineraries · plans locked, ways written, everybody told: for the operations beside · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.checkout.operations import timeline
from apps.common.tenancy import current_vendor_id
from apps.common.types import Actor
from apps.itineraries.errors import PlanClosed, PlanUnknown
from apps.itineraries.models import Plan, Way
from apps.itineraries.rules import legs
from apps.itineraries.types import Consignment, Found, LegPlan, PlanState, Subject
from apps.logistics import operations as logistics
from apps.logistics import selectors as logistics_reads
from apps.logistics.types import WayState


def locked(public_id: UUID) -> Plan:
    """The plan, locked.

    Raises:
        PlanUnknown: this vendor has none of this id. PlanClosed: it has ended.
    """
    row: Plan | None = Plan.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise PlanUnknown()
    if row.state == PlanState.ENDED:
        raise PlanClosed()
    return row


def holding(row: Plan) -> Way | None:
    """The way that holds."""
    found: Way | None = row.ways.filter(chosen_at__isnull=False, ended_at__isnull=True).first()
    return found


def legs_of(way: Way | None, *, at: datetime) -> tuple[tuple[LegPlan, ...], tuple[LegPlan, ...]]:
    """The legs of a way that have departed, and those to come; none of no way."""
    if way is None:
        return (), ()
    planned = legs.from_json(way.legs)
    past = legs.gone(planned[: way.runs], logistics_reads.network(at=at).legs, at=at)
    return past, planned[len(past) :]


def consignment(row: Plan, *, origin: str, ready_at: datetime) -> Consignment:
    """What is asked for a plan's goods from a hub where they are ready."""
    return Consignment(origin, row.destination, row.weight_kg, row.volume_cbm, ready_at, row.due_by, row.currency)


def keep(row: Plan, found: Sequence[Found], gone: Sequence[LegPlan] = ()) -> list[Way]:
    """Write ways down as the plan's newest, each behind the legs that are gone already."""
    return Way.objects.bulk_create(
        [
            Way(
                plan=row,
                revision=row.revision,
                place=place,
                legs=legs.as_json([*gone, *one.legs]),
                cost=one.cost,
                co2_g=one.co2_g,
                in_time=round(one.in_time, 3),
                arrives_at=one.arrives_at,
                until_at=one.until_at,
                verdict=one.verdict,
                leg_code=one.leg_code,
                why=one.why,
            )
            for place, one in enumerate(found, start=1)
        ]
    )


def take(row: Plan, way: Way, held: Way | None, *, why: str, by: Actor, at: datetime) -> PlanState:
    """Have a way hold in place of the one that did, which ended for this reason; whether the plan keeps its day so."""
    if held is not None:
        held.ended_at, held.ended_reason = at, why[:200]
        held.save(update_fields=["ended_at", "ended_reason"])
    way.chosen_at, way.chosen_by = at, f"{by.kind}:{by.ref}"
    way.save(update_fields=["chosen_at", "chosen_by"])
    return PlanState.LATE if row.due_by and way.arrives_at > row.due_by else PlanState.PLANNED


def index(row: Plan, way: Way | None, *, at: datetime) -> None:
    """Tell the marketplace where the plan stands, and which legs it still needs."""
    needed = legs.from_json(way.legs) if way else ()
    logistics.index_way(
        WayState(
            plan_id=row.public_id,
            reference=row.reference,
            origin=row.origin,
            destination=row.destination,
            state=row.state,
            leg_codes=tuple(dict.fromkeys(leg.code for leg in needed)),
            due_by=row.due_by,
            arrives_at=way.arrives_at if way else None,
            until_at=way.until_at if way else None,
            is_open=row.state != PlanState.ENDED,
        ),
        vendor_id=current_vendor_id(),
        at=at,
    )


def note(row: Plan, code: str, way: Way | None, *, reason: str = "", at: datetime) -> None:
    """Write into the timeline of the purchase from when until when the goods are expected. Twice is once."""
    if row.subject != Subject.ORDER or row.subject_id is None:
        return
    days: dict[str, Any] = {}
    if way is not None:
        days = {"estimated_from": way.arrives_at.date().isoformat(), "estimated_to": way.until_at.date().isoformat()}
    timeline.record_case_news(
        code,
        order_id=row.subject_id,
        source="vendor",
        occurred_at=at,
        data={**days, "reason": reason, "state": row.state},
        key=f"{code}:{row.public_id}:{row.version}",
        at=at,
    )


def facts(row: Plan) -> dict[str, Any]:
    """What every event of a plan says."""
    return {
        "plan_id": row.public_id,
        "order_id": row.subject_id if row.subject == Subject.ORDER else None,
        "purchase_id": row.purchase_id,
        "vendor_id": current_vendor_id(),
        "version": row.version,
        "state": row.state,
    }
