"""Logistics · Karrio's twelve statuses, and its reasons of incidents.

Source: Karrio's unified `TrackerStatus` and the members of `TrackingIncidentReason` that its connectors share (2026.1).
"""

from __future__ import annotations

from apps.logistics.types import TrackingStatus as T

from .words import refined

STATUSES = {
    "pending": T.INFO_RECEIVED,
    "picked_up": T.IN_TRANSIT,
    "in_transit": T.IN_TRANSIT,
    "on_hold": T.EXCEPTION,
    "delivery_delayed": T.DELAYED,
    "delivery_failed": T.ATTEMPT_FAILED,
    "out_for_delivery": T.OUT_FOR_DELIVERY,
    "ready_for_pickup": T.AVAILABLE_FOR_PICKUP,
    "delivered": T.DELIVERED,
    "return_to_sender": T.RETURNED,
    "cancelled": T.CANCELLED,
    "unknown": T.PENDING,
}
# A reason that says more than the status it comes with.
REASONS = {
    "carrier_damaged_parcel": T.DAMAGED,
    "carrier_parcel_lost": T.LOST,
    "carrier_sorting_error": T.DELAYED,
    "carrier_not_enough_time": T.DELAYED,
    "carrier_vehicle_issue": T.DELAYED,
    "carrier_address_not_found": T.ATTEMPT_FAILED,
    "consignee_refused": T.ATTEMPT_FAILED,
    "consignee_business_closed": T.ATTEMPT_FAILED,
    "consignee_not_available": T.ATTEMPT_FAILED,
    "consignee_not_home": T.ATTEMPT_FAILED,
    "consignee_incorrect_address": T.ATTEMPT_FAILED,
    "consignee_access_restricted": T.ATTEMPT_FAILED,
    "customs_delay": T.CUSTOMS_HOLD,
    "customs_documentation": T.CUSTOMS_HOLD,
    "customs_duties_unpaid": T.CUSTOMS_HOLD,
    "weather_delay": T.DELAYED,
    "natural_disaster": T.DELAYED,
}
_ARRIVED = frozenset({T.DELIVERED, T.RETURNED, T.CANCELLED})


def status(name: str, *, reason: str = "", text: str = "") -> T:
    """Ours for a status and a reason; what has arrived, gone back or been cancelled needs no reason."""
    found = STATUSES.get(name, T.IN_TRANSIT if not name else T.EXCEPTION)
    if found not in _ARRIVED and reason in REASONS:
        return REASONS[reason]
    return refined(found, text)
