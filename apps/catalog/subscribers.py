"""Catalog · what follows from its own events · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from apps.classification import operations as classification
from apps.common.clock import now
from apps.outbox.types import OutboxRecord

from . import operations, tasks
from .selectors.classifying import goods_facts


def have_avif_made(record: OutboxRecord) -> None:
    """Ask the worker for the AVIF files of a new picture. Asking twice does no harm."""
    tasks.encode_avif.delay(record.payload["media_id"], vendor_id=record.vendor_id)


def tell_classification(records: Sequence[OutboxRecord]) -> None:
    """Have it taken down what products say of themselves now."""
    vendor_id = records[0].vendor_id
    if vendor_id is not None:
        facts = goods_facts([UUID(record.payload["product_id"]) for record in records], vendor_id=vendor_id)
        classification.note_goods(facts, at=now())


def take_code(record: OutboxRecord) -> None:
    """Give a product the six digits that were confirmed elsewhere: by staff, or for the same goods before."""
    operations.take_code(UUID(record.payload["product_id"]), hs_code=record.payload["hs_code"], at=now())


def give_code_back(record: OutboxRecord) -> None:
    """Give a product the code that it had before a confirmation that was withdrawn, unless it has another since."""
    operations.give_code_back(
        UUID(record.payload["product_id"]),
        withdrawn=record.payload["hs_code"],
        previous=record.payload["previous"],
        at=now(),
    )
