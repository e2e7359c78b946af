"""Itineraries · plans, ways and what is asked, as others hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.logistics.types import LegMode


class Subject(models.TextChoices):
    """What travels."""

    ORDER = "order", _("Order")
    TRANSFER = "transfer", _("Transfer")
    GOODS = "goods", _("Goods")


class PlanState(models.TextChoices):
    """Where a plan stands. A late one arrives after its day by the best way that is left; a stuck one has none left."""

    OPEN = "open", _("To be chosen")
    PLANNED = "planned", _("Planned")
    LATE = "late", _("After the promised day")
    STUCK = "stuck", _("No way left")
    ENDED = "ended", _("Ended")


class Ending(models.TextChoices):
    """Why nobody looks after a plan any more."""

    ARRIVED = "arrived", _("The goods have arrived")
    CANCELLED = "cancelled", _("The order was cancelled")
    GIVEN_UP = "given_up", _("The plan was given up")


class Verdict(models.TextChoices):
    """Why a way was not proposed; "" where it was."""

    LATE = "late", _("It arrives after the promised day.")
    CLOSED = "closed", _("A leg of it is closed.")
    FULL = "full", _("A leg of it does not take as much.")


@dataclass(frozen=True)
class Consignment:
    """What is asked: from which hub to which, how heavy and large, ready when, there by when (None: whenever)."""

    origin: str
    destination: str
    weight_kg: Decimal
    volume_cbm: Decimal
    ready_at: datetime
    due_by: datetime | None
    currency: str


@dataclass(frozen=True)
class About:
    """What a plan is for; `purchase_id` is set where a buyer waits for it."""

    subject: Subject
    reference: str
    subject_id: UUID | None = None
    purchase_id: UUID | None = None


@dataclass(frozen=True)
class LegPlan:
    """One departure of a way."""

    code: str
    carrier: str
    mode: str
    origin: str
    destination: str
    departs_at: datetime
    arrives_at: datetime

    @property
    def mode_label(self) -> str:
        """By what means, in the reader's language."""
        return str(LegMode(self.mode).label)


@dataclass(frozen=True)
class Found:
    """A way that was found; `until_at` is when nine of ten will have arrived, `in_time` the share that keeps the day
    (the scheduled arrival where none was asked). `verdict` says why it is not proposed, `leg_code` which leg is why.
    """

    legs: tuple[LegPlan, ...]
    cost: Money
    co2_g: int
    in_time: float
    arrives_at: datetime
    until_at: datetime
    verdict: str = ""
    leg_code: str = ""
    why: str = ""

    @property
    def codes(self) -> tuple[tuple[str, datetime], ...]:
        """What it is told apart by: its legs and their departures."""
        return tuple((leg.code, leg.departs_at) for leg in self.legs)
