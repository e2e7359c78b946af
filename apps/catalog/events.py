"""Catalog · what happened to a product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class ProductChanged(Event):
    """A product, or anything that hangs on it, is now at `version`."""

    topic: ClassVar[str] = "catalog.product_changed"
    aggregate: ClassVar[str] = "catalog.product"
    key: ClassVar[str] = "product_id"

    product_id: UUID


@dataclass(frozen=True, kw_only=True)
class PictureAdded(Event):
    """A picture has its WebP files and waits for its AVIF files."""

    topic: ClassVar[str] = "catalog.picture_added"
    aggregate: ClassVar[str] = "catalog.picture"
    key: ClassVar[str] = "media_id"

    media_id: UUID
