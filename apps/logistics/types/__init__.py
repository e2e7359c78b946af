"""Logistics · parcels and tracking, hubs and timetables, as others hold them."""

from .network import (
    Closing,
    HubInfo,
    HubKind,
    LegInfo,
    LegMode,
    WayState,
)
from .parcels import (
    Booked,
    BookedParcel,
    Booking,
    ClearanceState,
    CustomsLine,
    DeliveryOption,
    PackLine,
    ParcelPlan,
    Party,
    PickupRequest,
    Rate,
    Scan,
    Tracking,
    TrackingStatus,
)

__all__ = [
    "Booked",
    "BookedParcel",
    "Booking",
    "ClearanceState",
    "Closing",
    "CustomsLine",
    "DeliveryOption",
    "HubInfo",
    "HubKind",
    "LegInfo",
    "LegMode",
    "PackLine",
    "ParcelPlan",
    "Party",
    "PickupRequest",
    "Rate",
    "Scan",
    "Tracking",
    "TrackingStatus",
    "WayState",
]
