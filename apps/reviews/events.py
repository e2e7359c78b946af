"""Reviews · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class ReviewPublished(Event):
    """What is shown of a product's reviews changed: one was written, hidden or shown again."""

    topic: ClassVar[str] = "reviews.published"
    aggregate: ClassVar[str] = "reviews.product"
    key: ClassVar[str] = "product_id"

    review_id: UUID
    product_id: UUID
