"""Itineraries · what follows where legs are closed and run again · public schema, then the vendor's."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from celery import current_app

from apps.logistics import selectors as logistics
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from .letters import send_offered, send_replanned
from .types import PlanState


def register() -> None:
    """Listen to timetables, and to plans that changed."""
    subscribe("logistics.leg_closed", hand_out, name="itineraries.hand_out")
    subscribe("logistics.leg_opened", hand_out, name="itineraries.hand_out")
    subscribe("itineraries.offered", ask_buyer, name="itineraries.ask_buyer", enters_vendor=True)
    subscribe("itineraries.replanned", write, name="itineraries.write", enters_vendor=True)


def hand_out(record: OutboxRecord) -> None:
    """One task for each vendor whose goods need the leg, or have no way left."""
    leg_code = record.payload["leg_code"]
    concerned: dict[int, list[str]] = defaultdict(list)
    for vendor_id, plan_id in logistics.plans_over(leg_code, states=[PlanState.STUCK]):
        concerned[vendor_id].append(str(plan_id))
    for vendor_id, plan_ids in concerned.items():
        current_app.tasks["itineraries.replan"].delay(plan_ids, leg_code=leg_code, vendor_id=vendor_id)


def ask_buyer(record: OutboxRecord) -> None:
    """Ask the buyer to choose how the goods travel."""
    send_offered(UUID(record.payload["plan_id"]))


def write(record: OutboxRecord) -> None:
    """Tell the buyer when the goods will be there now."""
    if record.payload["purchase_id"] is not None:
        send_replanned(UUID(record.payload["plan_id"]), version=record.version, reason=record.payload["reason"])
