"""Catalog · Celery tasks · vendor's schema."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from apps.common import clock
from apps.common.tasks import vendor_task

from . import operations, selectors
from .operations import pictures


@vendor_task("catalog.encode_avif", autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def encode_avif(media_id: str, *, vendor: Any) -> None:
    """Make a picture's AVIF files and let readers use them. Twice is once."""
    picture = selectors.picture(UUID(media_id))
    if picture is None or "avif" in picture.formats:
        return
    pictures.store_avif(picture.key, picture.widths)
    with transaction.atomic():
        operations.note_avif(picture.media_id, at=clock.now())
