"""Aftersales · what follows from carriers' news, and letters to buyers · vendor's schema."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction

from apps.common.clock import now
from apps.common.errors import NotFound
from apps.common.types import SYSTEM, Actor, ActorKind
from apps.logistics import told
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import operations
from .letters import send_claim_letter, send_return_letter
from .types import ClaimKind

log = logging.getLogger(__name__)
CARRIER = Actor(ActorKind.CARRIER)
_KINDS = {"lost": ClaimKind.LOST, "damaged": ClaimKind.DAMAGED}


def register() -> None:
    """Listen to what carriers lose, damage and bring back, and to our own cases."""
    subscribe("shipping.failed", open_claim, name="aftersales.open_claim", enters_vendor=True)
    subscribe("shipping.returned", take_undelivered, name="aftersales.take_undelivered", enters_vendor=True)
    subscribe("orders.cancelled", reopen_case, name="aftersales.reopen_claim", enters_vendor=True)
    subscribe("shipping.parcel_told", follow_back, name="aftersales.follow_back", enters_vendor=True)
    subscribe("checkout.difference_paid", take_charge, name="aftersales.take_charge", enters_vendor=True)
    subscribe("aftersales.replacement_due", lapse, name="aftersales.lapse", enters_vendor=True)
    subscribe("aftersales.return_changed", write_of_return, name="aftersales.write_of_return", enters_vendor=True)
    subscribe("aftersales.claim_changed", write_of_claim, name="aftersales.write_of_claim", enters_vendor=True)


def open_claim(record: OutboxRecord) -> None:
    """The carrier says that it lost or damaged a parcel: the claim opens itself. Twice is once."""
    facts = record.payload
    kind = _KINDS.get(facts["status"])
    if kind is None:
        return
    try:
        operations.claim_for_parcel(
            UUID(facts["order_id"]),
            kind=kind,
            shipment_id=UUID(facts["shipment_id"]),
            tracking_number=facts["tracking_number"],
            at=now(),
            by=CARRIER,
        )
    except NotFound:
        log.info("order %s has no purchase: its %s parcel opens no claim", facts["order_id"], facts["status"])


def take_undelivered(record: OutboxRecord) -> None:
    """The carrier has brought a shipment back."""
    facts = record.payload
    try:
        operations.take_undelivered(
            UUID(facts["order_id"]),
            shipment_id=UUID(facts["shipment_id"]),
            tracking_number=next(iter(facts["tracking_numbers"]), ""),
            at=now(),
            by=CARRIER,
        )
    except NotFound:
        log.info("order %s has no purchase: what came back opens no return", facts["order_id"])


def reopen_case(record: OutboxRecord) -> None:
    """A replacement does not come: its claim is open again, its return is paid."""
    if record.payload.get("replaces_id"):
        replacement_id = UUID(record.payload["order_id"])
        operations.reopen_claim(replacement_id, at=now(), by=SYSTEM)
        operations.settle_anew(replacement_id, at=now(), by=SYSTEM)


def take_charge(record: OutboxRecord) -> None:
    """What dearer goods cost more is paid."""
    facts = record.payload
    with transaction.atomic():
        operations.take_charge(
            UUID(facts["session_id"]),
            order_id=UUID(facts["order_id"]),
            order_number=facts["order_number"],
            at=now(),
            by=Actor(ActorKind.BUYER),
        )


def follow_back(record: OutboxRecord) -> None:
    """A carrier tells of a parcel that is none of a shipment: of one that comes back, perhaps."""
    with transaction.atomic():
        operations.follow_back(told.from_json(record.payload["tracking"]), at=now())


def lapse(record: OutboxRecord) -> None:
    """Nobody has confirmed in time what was to be sent in place of others."""
    facts = record.payload
    with transaction.atomic():
        operations.lapse_replacement(
            UUID(facts["replacement_id"]), purchase_id=UUID(facts["purchase_id"]), version=record.version, at=now()
        )


def write_of_return(record: OutboxRecord) -> None:
    """Tell the buyer where a return stands, where there is something to do or to know."""
    if record.payload.get("is_same_state"):
        return
    send_return_letter(UUID(record.payload["return_id"]), status=record.payload["status"])


def write_of_claim(record: OutboxRecord) -> None:
    """Tell the buyer what comes of a claim."""
    send_claim_letter(UUID(record.payload["claim_id"]), news=record.payload["news"])
