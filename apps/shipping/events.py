"""Shipping · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class _FulfilmentEvent(Event):
    aggregate: ClassVar[str] = "shipping.shipment"
    key: ClassVar[str] = "shipment_id"

    shipment_id: UUID
    order_id: UUID
    purchase_id: UUID
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class Packed(_FulfilmentEvent):
    topic: ClassVar[str] = "shipping.packed"


@dataclass(frozen=True, kw_only=True)
class LabelPrinted(_FulfilmentEvent):
    topic: ClassVar[str] = "shipping.label_printed"

    tracking_numbers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HandedOver(_FulfilmentEvent):
    topic: ClassVar[str] = "shipping.handed_over"

    tracking_numbers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BookingDropped(_FulfilmentEvent):
    """A cancelled order's booking is to be undone at the carrier."""

    topic: ClassVar[str] = "shipping.booking_dropped"

    carrier_code: str
    carrier_ref: str


@dataclass(frozen=True, kw_only=True)
class Tracked(_FulfilmentEvent):
    """One scan of one parcel."""

    topic: ClassVar[str] = "shipping.tracked"

    tracking_number: str
    event_id: str
    code: str
    status: str
    text: str
    location: str
    country: str
    lat: float | None
    lon: float | None
    estimated_from: str
    estimated_to: str


@dataclass(frozen=True, kw_only=True)
class Delivered(_FulfilmentEvent):
    """All parcels of the shipment are at the door."""

    topic: ClassVar[str] = "shipping.delivered"

    variant_ids: tuple[UUID, ...]
    signed_by: str


@dataclass(frozen=True, kw_only=True)
class Failed(_FulfilmentEvent):
    """A parcel was lost or damaged."""

    topic: ClassVar[str] = "shipping.failed"

    tracking_number: str
    status: str


@dataclass(frozen=True, kw_only=True)
class Returned(_FulfilmentEvent):
    """All parcels of the shipment came back to the sender."""

    topic: ClassVar[str] = "shipping.returned"

    tracking_numbers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class IncidentNoticed(_FulfilmentEvent):
    """A sensor that travels with the shipment feels more, or less, than the goods stand."""

    topic: ClassVar[str] = "shipping.incident"

    incident_id: UUID
    kind: str
    celsius: float
    limit_celsius: float


@dataclass(frozen=True, kw_only=True)
class FenceCrossed(_FulfilmentEvent):
    """A device that travels with the shipment came into a geofence, or left it."""

    topic: ClassVar[str] = "shipping.fence_crossed"

    fence: str
    is_entry: bool


@dataclass(frozen=True, kw_only=True)
class ParcelTold(Event):
    """A carrier tells of a parcel that is watched and is none of a shipment; `tracking` is logistics.told.as_json."""

    topic: ClassVar[str] = "shipping.parcel_told"
    aggregate: ClassVar[str] = "shipping.parcel"
    key: ClassVar[str] = "tracking_number"

    tracking_number: str
    tracking: dict[str, Any]
