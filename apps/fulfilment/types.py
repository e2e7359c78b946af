"""Fulfilment · cartons, packing, walks and rounds as others hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money


class RoutingState(models.TextChoices):
    """Where the planning of a day's rounds stands."""

    DRAFT = "draft", _("Stops are collected")
    SEARCHING = "searching", _("Being planned")
    READY = "ready", _("Planned")
    FAILED = "failed", _("No plan found")


@dataclass(frozen=True)
class CartonDraft:
    """A carton as it is told: millimetres inside, grams; `cost` of one."""

    code: str
    length_mm: int
    width_mm: int
    height_mm: int
    wall_mm: int
    tare_g: int
    most_weight_g: int
    cost: Money
    is_active: bool = True


@dataclass(frozen=True)
class Expected:
    """Pieces of one variant that belong into a box, how many lie in it, and how they have to be scanned."""

    variant_id: UUID
    sku: str
    title: str
    wanted: int
    packed: int
    by_serial: bool

    @property
    def missing(self) -> int:
        return self.wanted - self.packed


@dataclass(frozen=True)
class BoxView:
    """A box to be packed. `layout` are (variant id, corner, size) in millimetres."""

    number: int
    carton_code: str
    size_mm: tuple[int, int, int]
    expected_g: int
    weight_g: int | None
    closed_at: datetime | None
    lines: tuple[Expected, ...]
    layout: tuple[tuple[UUID, tuple[int, int, int], tuple[int, int, int]], ...]

    @property
    def missing(self) -> int:
        """Pieces that are still to be scanned."""
        return sum(line.missing for line in self.lines)


@dataclass(frozen=True)
class TaskView:
    """A shipment's packing as it stands; `last` is the newest scan that was not taken back, (id, SKU, box)."""

    fulfilment_id: UUID
    order_id: UUID
    order_number: str
    cost: Money | None
    is_searching: bool
    finished_at: datetime | None
    boxes: tuple[BoxView, ...]
    last: tuple[int, str, int] | None

    @property
    def current(self) -> BoxView | None:
        """The first box that is not closed."""
        return next((box for box in self.boxes if box.closed_at is None), None)

    @property
    def scanned(self) -> int:
        return sum(line.packed for box in self.boxes for line in box.lines)

    @property
    def wanted(self) -> int:
        return sum(line.wanted for box in self.boxes for line in box.lines)


@dataclass(frozen=True)
class Waiting:
    """A shipment that waits to be collected in a house."""

    fulfilment_id: UUID
    order_id: UUID
    order_number: str
    country: str
    pieces: int
    since: datetime


@dataclass(frozen=True)
class Proposal:
    """Goods that should lie in another bin: what swapping saves, and after how many days it has paid for itself."""

    sku: str
    bin: str
    to_bin: str
    other_sku: str
    saved_m_per_day: Decimal
    pays_back_days: Decimal
