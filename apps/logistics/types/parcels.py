"""Logistics · parcels, delivery options and tracking as others hold them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money


class TrackingStatus(models.TextChoices):
    """One taxonomy for all carriers, in the order in which a parcel gets there, then what can befall it.

    Carriers' own codes are brought to it by `apps.logistics.statuses`.
    """

    PENDING = "pending", _("The carrier has no news yet")
    INFO_RECEIVED = "info_received", _("The carrier knows of the parcel")
    IN_TRANSIT = "in_transit", _("On its way")
    CUSTOMS_HOLD = "customs_hold", _("At customs")
    CUSTOMS_RELEASED = "customs_released", _("Released by customs")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
    ATTEMPT_FAILED = "attempt_failed", _("Delivery was tried")
    AVAILABLE_FOR_PICKUP = "available_for_pickup", _("Ready to be picked up")
    DELIVERED = "delivered", _("Delivered")
    DELAYED = "delayed", _("Delayed")
    EXCEPTION = "exception", _("Held up")
    EXPIRED = "expired", _("No news for a long time")
    DAMAGED = "damaged", _("Damaged")
    LOST = "lost", _("Lost")
    RETURNED = "returned", _("Returned to the sender")
    CANCELLED = "cancelled", _("Cancelled")


@dataclass(frozen=True)
class PackLine:
    """Pieces to be packed: grams and millimetres of one piece."""

    variant_id: UUID
    quantity: int
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int


@dataclass(frozen=True)
class ParcelPlan:
    """One parcel as it would be handed over, packing included."""

    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int


COUNTER = "counter"
"""Carrier and service of goods that their buyer takes along in the seller's shop: nobody carries them."""


@dataclass(frozen=True)
class DeliveryOption:
    """A way to send parcels, for what price, and in how many days from hand-over to door."""

    service_code: str
    carrier_code: str
    names: dict[str, str]
    price: Money
    min_days: int
    max_days: int
    incoterms: tuple[str, ...]
    mode: str = ""
    checks_age: bool = False

    def takes(self, *, modes: Container[str] | None, minimum_age: int) -> bool:
        """Whether it may carry goods that travel by these modes only (None: any) and go to adults only (0: to anybody).

        A service of which nobody said how it travels takes no goods that ask.
        """
        return (modes is None or self.mode in modes) and (not minimum_age or self.checks_age)

    def name(self, language: str) -> str:
        """The service's name in a language, English where there is none."""
        return self.names.get(language) or self.names.get("en", self.service_code)


@dataclass(frozen=True)
class CustomsLine:
    """What a parcel's customs data says of one line. `value` is the whole line's."""

    description: str
    hs_code: str
    origin: str
    quantity: int
    weight_g: int
    value: Money


@dataclass(frozen=True)
class Party:
    """One end of a shipment as a carrier wants it, in Latin script."""

    name: str
    company: str
    line1: str
    line2: str
    city: str
    region: str
    postcode: str
    country: str
    phone: str


@dataclass(frozen=True)
class Booking:
    """What a carrier needs to know to carry parcels. The same `key` books once."""

    key: str
    reference: str
    service_code: str
    incoterm: str
    sender: Party
    recipient: Party
    parcels: tuple[ParcelPlan, ...]
    customs: tuple[CustomsLine, ...]
    invoice_number: str = ""


@dataclass(frozen=True)
class BookedParcel:
    """A parcel with its tracking number and what the carrier wants printed on the label."""

    tracking_number: str
    routing_code: str
    sort_code: str
    service_name: str
    human_readable: str


@dataclass(frozen=True)
class Booked:
    """A carrier's answer to a booking; `incoterm` is the one that it will carry by.

    `label_pdf` is the carrier's own label, a page a parcel; empty where we draw it by what `parcels` say.
    """

    carrier_ref: str
    incoterm: str
    parcels: tuple[BookedParcel, ...]
    estimated_from: date | None
    estimated_to: date | None
    label_pdf: bytes = b""


@dataclass(frozen=True)
class Rate:
    """A carrier's own price for parcels together by one of its services. Days run from hand-over to the door."""

    service_code: str
    service_name: str
    price: Money
    min_days: int
    max_days: int


@dataclass(frozen=True)
class PickupRequest:
    """A visit that is asked of a carrier: day and times are the place's own. The same `key` books once."""

    key: str
    address: Party
    day: date
    ready_from: time
    ready_until: time
    parcel_count: int
    weight_g: int
    note: str = ""


@dataclass(frozen=True)
class Scan:
    """Something that happened to a parcel, as the carrier tells it. `occurred_at` is aware.

    It is known by its instant and code, whatever id or place name it comes with; a carrier that corrects itself
    tells it again with a higher `revision`.
    """

    event_id: str
    code: str
    status: TrackingStatus
    text: str
    occurred_at: datetime
    location: str
    country: str
    latitude: float | None
    longitude: float | None
    revision: int = 0

    @property
    def key(self) -> tuple[datetime, str]:
        """What it is known by."""
        return self.occurred_at, self.code


@dataclass(frozen=True)
class Tracking:
    """All that a carrier tells of one parcel now."""

    tracking_number: str
    status: TrackingStatus
    scans: tuple[Scan, ...]
    estimated_from: date | None
    estimated_to: date | None
    signed_by: str


@dataclass(frozen=True)
class ClearanceState:
    """Where a declaration stands at customs; `owner` has to act until `due_at`."""

    declaration_id: UUID
    lrn: str
    country: str
    order_number: str
    state: str
    owner: str
    since: datetime
    due_at: datetime | None
    is_open: bool
