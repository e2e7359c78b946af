"""Shipping · fulfilments and shipments as others hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
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
    CANCELLED = "cancelled", _("Cancelled")


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
