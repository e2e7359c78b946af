"""Checkout · a purchase as its buyer reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.common.money import total
from apps.credits.types import SpentTender
from apps.registrations.types import Business
from apps.tariffs.types import AssessmentLine

from .quotes import QuotedConsignment, Totals
from .states import PartStatus, PurchaseStatus


@dataclass(frozen=True)
class PurchaseSummary:
    """What completion gives back, to the first caller and to every later one.

    `pieces_left` are those that stay in the cart; only the first caller is told.
    """

    public_id: UUID
    number: str
    total: Money
    session_id: UUID
    pieces_left: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class PartSummary:
    """One vendor's part of a purchase; `total` is what the buyer paid for it, in the charge currency."""

    order_id: UUID
    order_number: str
    purchase_number: str
    total: Money


@dataclass(frozen=True)
class PurchaseLine:
    """A line as bought, in the language asked for; money in the charge currency."""

    variant_id: UUID
    product_id: UUID
    title: str
    slug: str
    option_label: str
    sku: str
    picture: Mapping[str, Any] | None
    quantity: int
    unit_price: Money
    goods: Money
    total: Money
    warehouse_id: UUID


@dataclass(frozen=True)
class ParcelView:
    """A shipment of one order, from the news of `shipping`; `status` is the last topic's or tracking status."""

    shipment_id: str
    tracking_number: str
    status: str
    code: str
    location: str
    country: str
    lat: float | None
    lon: float | None
    occurred_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True)
class PartView:
    """One vendor's part. Delivery days count from hand-over; `arrives_from`, `arrives_until` are dates at the door.

    `refunded` has gone back to the buyer, or is on its way. `credit` is its share of what gift cards and store
    credit paid. `is_reverse_charged`: the buyer, a business, accounts
    for tax that was not charged. `consignments` are as they were quoted and charged.
    """

    vendor_id: int
    vendor_name: str
    vendor_slug: str
    vendor_country: str
    order_id: UUID
    order_number: str
    status: PartStatus
    lines: tuple[PurchaseLine, ...]
    parcels: tuple[ParcelView, ...]
    totals: Totals
    incoterm: str
    service_name: str
    arrives_from: date
    arrives_until: date
    refunded: Money
    credit: Money
    is_reverse_charged: bool = False
    consignments: tuple[QuotedConsignment, ...] = ()

    @property
    def charges(self) -> tuple[AssessmentLine, ...]:
        """Everything that was charged with the purchase, each with the rule and source behind it."""
        return tuple(
            line
            for one in self.consignments
            for line in map(AssessmentLine.from_json, one.assessment.get("lines", ()))
            if line.is_prepaid(one.incoterm)
        )


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened to a purchase. `code` is the topic ("orders.confirmed") or "checkout.placed"."""

    code: str
    source: str
    occurred_at: datetime
    vendor_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PurchaseView:
    """The buyer's page: everything in one value, nothing to query after it; `business` is a company that bought."""

    public_id: UUID
    number: str
    status: PurchaseStatus
    placed_at: datetime
    buyer_name: str
    email: str
    user_id: int | None
    address: PostalAddress
    ship_to: str
    language: str
    market: str
    currency: str
    totals: Totals
    on_arrival: Money
    parts: tuple[PartView, ...]
    timeline: tuple[TimelineEntry, ...]
    business: Business | None = None
    tenders: tuple[SpentTender, ...] = ()

    @property
    def paid_otherwise(self) -> Money:
        """What was paid by another way than the gift cards and the store credit in `tenders`."""
        return self.totals.total - total([one.paid for one in self.tenders], self.currency)

    @property
    def is_reverse_charged(self) -> bool:
        """Whether the company that bought accounts for some of the tax itself."""
        return any(part.is_reverse_charged for part in self.parts)

    @property
    def refunded(self) -> Money:
        """What of it has gone back to the buyer, or is on its way."""
        return total([part.refunded for part in self.parts], self.currency)

    @property
    def is_refunded(self) -> bool:
        """Whether all of it has."""
        return self.refunded == self.totals.total


@dataclass(frozen=True)
class PurchaseRow:
    """A line of the list of purchases; `cursor` is what the next page starts after."""

    public_id: UUID
    number: str
    status: PurchaseStatus
    placed_at: datetime
    total: Money
    vendor_names: tuple[str, ...]
    pictures: tuple[Mapping[str, Any], ...]
    cursor: str
