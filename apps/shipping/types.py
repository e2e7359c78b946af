"""Shipping · fulfilments and shipments as others hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.logistics.types import ParcelPlan


class FulfilmentStatus(models.TextChoices):
    """What one warehouse has done with its share of an order."""

    PENDING = "pending", _("To be packed")
    PACKED = "packed", _("Packed")
    LABELLED = "labelled", _("Label printed")
    HANDED_OVER = "handed_over", _("Handed over")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Lost or damaged")
    RETURNED = "returned", _("Came back")
    CANCELLED = "cancelled", _("Cancelled")


class PickupStatus(models.TextChoices):
    """Whether a carrier comes."""

    BOOKED = "booked", _("The carrier comes")
    CANCELLED = "cancelled", _("Called off")


class IncidentKind(models.TextChoices):
    """What a sensor on the way has noticed."""

    TOO_WARM = "too_warm", _("Too warm")
    TOO_COLD = "too_cold", _("Too cold")


@dataclass(frozen=True)
class FulfilmentLineDraft:
    """Pieces of one variant to be sent. `value` is the whole line's, for customs."""

    variant_id: UUID
    sku: str
    title: str
    quantity: int
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    hs_code: str
    origin: str
    value: Money


@dataclass(frozen=True)
class FulfilmentDraft:
    """One warehouse's share of an order, as the order hands it over."""

    order_id: UUID
    order_number: str
    purchase_id: UUID
    session_id: UUID
    warehouse_id: UUID
    recipient: PostalAddress
    incoterm: str
    carrier_code: str
    service_code: str
    lines: tuple[FulfilmentLineDraft, ...]


@dataclass(frozen=True)
class ScanView:
    """One thing that happened to a parcel, for a timeline."""

    code: str
    status: str
    text: str
    occurred_at: datetime
    location: str
    country: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class ParcelView:
    """A parcel with its scans, oldest first."""

    number: int
    plan: ParcelPlan
    tracking_number: str
    status: str
    signed_by: str
    estimated_from: date | None
    estimated_to: date | None
    scans: tuple[ScanView, ...]


@dataclass(frozen=True)
class FulfilmentView:
    """A fulfilment for the vendor's order page."""

    public_id: UUID
    order_id: UUID
    order_number: str
    version: int
    status: str
    created_at: datetime
    warehouse_id: UUID
    service_code: str
    carrier_code: str
    incoterm: str
    has_label: bool
    handed_over_at: datetime | None
    lines: tuple[FulfilmentLineDraft, ...]
    parcels: tuple[ParcelView, ...]
    events: tuple[str, ...]


@dataclass(frozen=True)
class LabelFacts:
    """What stands on a label. Address lines are printed as given, one under the other."""

    tracking_number: str
    human_readable: str
    routing_code: str
    sort_code: str
    service_name: str
    incoterm: str
    weight_g: int
    piece: int
    pieces: int
    order_number: str
    sender: Sequence[str]
    recipient: Sequence[str]
    country: str


@dataclass(frozen=True)
class KeptLabel:
    """A shipment's labels: their PDF (empty where none is printed), drawn by the carrier or by us from `facts`."""

    order_number: str
    pdf: bytes
    is_carriers: bool
    facts: tuple[LabelFacts, ...]


@dataclass(frozen=True)
class PointView:
    """Where a device was: degrees, metres, degrees Celsius; `is_believable` unless it moved faster than it can."""

    recorded_at: datetime
    latitude: float
    longitude: float
    accuracy_m: int | None
    celsius: float | None
    is_believable: bool


@dataclass(frozen=True)
class LivePosition:
    """Where something that travels with a shipment is, and where it was, oldest first."""

    device_name: str
    at: datetime
    latitude: float
    longitude: float
    celsius: float | None
    inside: tuple[str, ...]
    track: tuple[PointView, ...]


@dataclass(frozen=True)
class ManifestView:
    """What left the house together under a carrier's number."""

    number: str
    carrier_code: str
    handed_over_at: datetime
    order_numbers: tuple[str, ...]
    tracking_numbers: tuple[str, ...]
    weight_g: int


LEASE = timedelta(minutes=2)
"""For how long a worker has a batch of labels after each label: longer than any carrier is waited for."""


@dataclass(frozen=True)
class BatchView:
    """How far the printing of many labels is; `problems` are order numbers with the reason.

    `is_idle` where no worker is at it although it is not finished.
    """

    public_id: UUID
    created_at: datetime
    total: int
    done: int
    is_finished: bool
    is_idle: bool
    problems: tuple[tuple[str, UUID, str], ...]

    @property
    def good(self) -> int:
        """How many have their label."""
        return self.done - len(self.problems)
