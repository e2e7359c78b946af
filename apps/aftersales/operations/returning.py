"""Aftersales · the way back: sent, at the hub, sent on, received · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.aftersales.models import ReturnRequest
from apps.aftersales.types import ReturnStatus
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor

from .telling import locked_return, step_return


@transaction_required
def send_back(return_id: UUID, *, tracking_number: str = "", at: datetime, by: Actor) -> ReturnRequest:
    """The buyer has sent the goods; the number of the parcel where it is not ours.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or not approved.
    """
    row = locked_return(return_id)
    row.tracking_number = tracking_number.strip()[:40] or row.tracking_number
    row.sent_at = at
    step_return(row, "send", by=by, at=at)
    return row


@transaction_required
def arrive_at_hub(return_id: UUID, *, at: datetime, by: Actor) -> ReturnRequest:
    """The marketplace's hub has the parcel; it waits there for others to the same seller.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or not on its way.
    """
    row = locked_return(return_id)
    step_return(row, "reach_hub", by=by, at=at)
    return row


@transaction_required
def forward_from_hub(hub_code: str, *, reference: str, at: datetime, by: Actor) -> int:
    """Send on in one parcel all that a hub has for this vendor; `reference` names the parcel. How many returns."""
    waiting = ReturnRequest.objects.filter(hub_code=hub_code, status=ReturnStatus.AT_HUB).order_by("purchase_id", "pk")
    public_ids = list(waiting.values_list("public_id", flat=True))
    for public_id in public_ids:
        row = locked_return(public_id)
        row.forwarded_as = reference[:40]
        step_return(row, "forward", by=by, at=at)
    return len(public_ids)


@transaction_required
def receive(return_id: UUID, *, at: datetime, by: Actor) -> ReturnRequest:
    """The goods are in the seller's house.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or nothing is on its way.
    """
    row = locked_return(return_id)
    row.received_at = at
    step_return(row, "receive", by=by, at=at)
    return row


@transaction_required
def expire(return_id: UUID, *, at: datetime) -> ReturnRequest:
    """Nobody has sent the goods in time.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or they were sent.
    """
    row = locked_return(return_id)
    step_return(row, "expire", by=SYSTEM, at=at)
    return row
