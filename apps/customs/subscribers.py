"""Customs · what follows from its own news, and from screening · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from apps.common.clock import now
from apps.common.types import SYSTEM
from apps.outbox.registry import subscribe, subscribe_many
from apps.outbox.types import OutboxRecord

from . import selectors, tasks
from .operations import blocking, preflight

SCREENING = "screening"


def register() -> None:
    """Listen to drafts that wait to be sent, to debts that wait to be paid, and to who may be on a list."""
    subscribe("customs.declaration_drafted", look_after, name="customs.look_after")
    subscribe("customs.duty_assessed", look_after, name="customs.look_after")
    subscribe("screening.held", block, name="customs.block", enters_vendor=True)
    for topic, of_this in (
        ("catalog.product_changed", "catalogue"),
        ("classification.code_confirmed", "confirmed"),
        ("classification.code_withdrawn", "withdrawn"),
        ("classification.goods_judged", "judged"),
    ):
        subscribe_many(topic, look_over, name=f"customs.look_over_{of_this}", enters_vendor=True)
    subscribe("vendors.vendor_changed", look_over_all, name="customs.look_over_all")
    subscribe("screening.cleared", unblock, name="customs.unblock", enters_vendor=True)


def look_after(record: OutboxRecord) -> None:
    """Have a worker talk to customs about a declaration. What is lost on the way beat finds."""
    tasks.look_after.delay(vendor_id=record.vendor_id, ids=[record.payload["declaration_id"]])


def block(record: OutboxRecord) -> None:
    """Somebody whom the order concerns is, or may be, listed: nothing of it is sent or taken as released."""
    for row in _of(record):
        with transaction.atomic():
            blocking.block(row, SCREENING, at=now(), by=SYSTEM)


def unblock(record: OutboxRecord) -> None:
    """Nobody is any more."""
    for row in _of(record):
        with transaction.atomic():
            blocking.unblock(row, SCREENING, at=now(), by=SYSTEM)


def look_over(records: Sequence[OutboxRecord]) -> None:
    """Products changed, or what is known of their codes: would they still clear?"""
    with transaction.atomic():
        preflight.look_over({UUID(record.payload["product_id"]) for record in records}, at=now())


def look_over_all(record: OutboxRecord) -> None:
    """A seller says something else of itself: have a worker look over all that it sells."""
    if record.vendor_id is not None:
        tasks.look_over.delay(vendor_id=record.vendor_id)


def _of(record: OutboxRecord) -> list[UUID]:
    order_id = UUID(record.payload["order_id"])
    return [row.public_id for row in selectors.of_orders([order_id]).get(order_id, ())]
