"""Sheets · what vendors are written about their shelves · vendor's schema."""

from __future__ import annotations

from uuid import UUID

from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import notices


def register() -> None:
    """Listen to shelves that run low."""
    subscribe("stock.shelf_low", write_to_the_vendor, name="sheets.write_of_low_shelf", enters_vendor=True)


def write_to_the_vendor(record: OutboxRecord) -> None:
    """Write once for each time that a shelf falls below its threshold."""
    if record.vendor_id is None:
        return
    notices.shelf_low(
        record.vendor_id,
        variant_id=UUID(record.payload["variant_id"]),
        warehouse_id=UUID(record.payload["warehouse_id"]),
        sellable=record.payload["sellable"],
        threshold=record.payload["threshold"],
    )
