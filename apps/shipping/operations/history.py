"""Shipping · shipments that were delivered before these books began · vendor's schema.

No carrier is asked and nobody is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.common.transactions import transaction_required
from apps.logistics.types import Scan, TrackingStatus

from ..models import Fulfilment, FulfilmentLine, Parcel
from ..types import FulfilmentDraft, FulfilmentStatus
from . import promising
from .packing import columns_of, parcels_of, plan_for
from .scans import keep_scans


@dataclass(frozen=True)
class PastJourney:
    """How a shipment got to the door: scans of each of its parcels, oldest first, the last one the delivery."""

    packed_at: datetime
    handed_over_at: datetime
    scans: tuple[Scan, ...]
    signed_by: str

    @property
    def delivered_at(self) -> datetime:
        return self.scans[-1].occurred_at


@dataclass(frozen=True)
class PastShipment:
    """A shipment as it was recorded."""

    shipment_id: UUID
    tracking_numbers: tuple[str, ...]


@transaction_required
def record_past_shipment(draft: FulfilmentDraft, journey: PastJourney, *, at: datetime) -> PastShipment:
    """A delivered fulfilment in the boxes that the planner would use, with its scans. Six statements.

    Tracking numbers are the order's own number with the parcel's: no carrier has given any.
    """
    row = Fulfilment.objects.create(
        **columns_of(draft),
        status=FulfilmentStatus.DELIVERED,
        version=4,
        created_at=journey.packed_at,
        packed_at=journey.packed_at,
        labelled_at=journey.packed_at,
        handed_over_at=journey.handed_over_at,
        delivered_at=journey.delivered_at,
    )
    FulfilmentLine.objects.bulk_create([FulfilmentLine(fulfilment=row, **vars(line)) for line in draft.lines])
    boxes = plan_for(draft.lines)
    houses = Fulfilment.objects.filter(order_id=draft.order_id).count()
    parcels = parcels_of(row, boxes)
    for parcel in parcels:
        parcel.tracking_number = f"{draft.order_number}-{houses}{parcel.number:02d}"
        parcel.status, parcel.signed_by = TrackingStatus.DELIVERED, journey.signed_by
    Parcel.objects.bulk_create(parcels)
    keep_scans([(parcel, scan) for parcel in parcels for scan in journey.scans], at=at)
    promising.record_past(row, boxes, journey.scans, at=journey.handed_over_at)
    return PastShipment(row.public_id, tuple(parcel.tracking_number for parcel in parcels))
