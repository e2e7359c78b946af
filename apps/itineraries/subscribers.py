"""Itineraries · what follows where legs are closed and run again · public schema, then the vendor's."""

from __future__ import annotations

from uuid import UUID

from apps.logistics import selectors as logistics
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import operations, tasks
from .letters import send_offered, send_replanned
from .types import Ending, PlanState


def register() -> None:
    """Listen to timetables, to plans that changed, and to orders and transfers whose goods need no plan any more."""
    subscribe("logistics.leg_closed", hand_out, name="itineraries.hand_out")
    subscribe("logistics.leg_opened", hand_out, name="itineraries.hand_out")
    subscribe("orders.delivered", arrive, name="itineraries.arrive", enters_vendor=True)
    subscribe("orders.cancelled", cancel, name="itineraries.cancel", enters_vendor=True)
    subscribe("warehouse.transfer_over", end_transfer, name="itineraries.end_transfer", enters_vendor=True)
    subscribe("itineraries.offered", ask_buyer, name="itineraries.ask_buyer", enters_vendor=True)
    subscribe("itineraries.replanned", write, name="itineraries.write", enters_vendor=True)


def hand_out(record: OutboxRecord) -> None:
    """Have the plans made anew that need the leg, or have no way left."""
    leg_code = record.payload["leg_code"]
    tasks.hand_out(logistics.plans_over(leg_code, states=[PlanState.STUCK]), leg_code=leg_code)


def arrive(record: OutboxRecord) -> None:
    """The order is with its buyer: its plan has ended."""
    operations.end_for(UUID(record.payload["order_id"]), why=Ending.ARRIVED, at=record.created_at)


def cancel(record: OutboxRecord) -> None:
    """The order was cancelled: nothing travels."""
    operations.end_for(UUID(record.payload["order_id"]), why=Ending.CANCELLED, at=record.created_at)


def end_transfer(record: OutboxRecord) -> None:
    """The goods are in the other house, or do not go there after all: their plan has ended."""
    why = Ending.ARRIVED if record.payload["has_arrived"] else Ending.GIVEN_UP
    operations.end_for(UUID(record.payload["transfer_id"]), why=why, at=record.created_at)


def ask_buyer(record: OutboxRecord) -> None:
    """Ask the buyer to choose how the goods travel."""
    send_offered(UUID(record.payload["plan_id"]))


def write(record: OutboxRecord) -> None:
    """Tell the buyer when the goods will be there now."""
    if record.payload["purchase_id"] is not None:
        send_replanned(UUID(record.payload["plan_id"]), version=record.version, reason=record.payload["reason"])
