"""Catalog · what follows from its own events · vendor's schema."""

from __future__ import annotations

from apps.outbox.types import OutboxRecord

from . import tasks


def have_avif_made(record: OutboxRecord) -> None:
    """Ask the worker for the AVIF files of a new picture. Asking twice does no harm."""
    tasks.encode_avif.delay(record.payload["media_id"], vendor_id=record.vendor_id)
