"""Warehouse · kinds of house and of movement, and what others may hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.addresses import PostalAddress


class WarehouseKind(models.TextChoices):
    OWN = "own", _("Own")
    OVERSEAS = "overseas", _("Overseas")
    BONDED = "bonded", _("Bonded")
    THIRD_PARTY = "third_party", _("Third party")


class MovementKind(models.TextChoices):
    RECEIVED = "received", _("Received")
    ADJUSTED = "adjusted", _("Adjusted")
    SHIPPED = "shipped", _("Shipped")
    RETURNED = "returned", _("Returned")
    TRANSFERRED = "transferred", _("Transferred")


@dataclass(frozen=True)
class WarehouseInfo:
    """A house that goods leave from; `lat` and `lon` in decimal degrees, None where unknown."""

    public_id: UUID
    code: str
    name: str
    kind: str
    country: str
    address: PostalAddress
    lat: float | None
    lon: float | None
    processing_days: int | None = None


@dataclass(frozen=True)
class Movement:
    """One line of the ledger: `delta` pieces came (negative: left)."""

    public_id: UUID
    variant_id: UUID
    warehouse_code: str
    kind: str
    delta: int
    reference: str
    note: str
    actor: str
    occurred_at: datetime

    @property
    def kind_label(self) -> str:
        """The kind in the reader's language."""
        return str(MovementKind(self.kind).label)


@dataclass(frozen=True)
class Discrepancy:
    """A shelf whose counter is not the sum of its movements."""

    variant_id: UUID
    warehouse_id: UUID
    moved: int
    counted: int
