"""Credits · what happened to gift cards that are bought in the shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class CardBought(Event):
    """A gift card is paid and issued; it is mailed on its day."""

    topic: ClassVar[str] = "credits.card_bought"
    aggregate: ClassVar[str] = "credits.card_sale"
    key: ClassVar[str] = "sale_id"

    sale_id: UUID


@dataclass(frozen=True, kw_only=True)
class CardUndelivered(Event):
    """A gift card's letter cannot be delivered, and is not tried again by itself."""

    topic: ClassVar[str] = "credits.card_undelivered"
    aggregate: ClassVar[str] = "credits.card_sale"
    key: ClassVar[str] = "sale_id"

    sale_id: UUID
