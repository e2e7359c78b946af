"""Logistics · 17TRACK's main and sub statuses.

Source: 17TRACK Tracking API v2.2, "Package status" and "Package sub-status".
"""

from __future__ import annotations

from apps.logistics.types import TrackingStatus as T

from .words import refined

MAIN = {
    "NotFound": T.PENDING,
    "InfoReceived": T.INFO_RECEIVED,
    "InTransit": T.IN_TRANSIT,
    "Expired": T.EXPIRED,
    "AvailableForPickup": T.AVAILABLE_FOR_PICKUP,
    "OutForDelivery": T.OUT_FOR_DELIVERY,
    "DeliveryFailure": T.ATTEMPT_FAILED,
    "Delivered": T.DELIVERED,
    "Exception": T.EXCEPTION,
}
SUB = {
    "InTransit_CustomsProcessing": T.CUSTOMS_HOLD,
    "InTransit_CustomsRequiringInformation": T.CUSTOMS_HOLD,
    "InTransit_CustomsReleased": T.CUSTOMS_RELEASED,
    "Exception_Returned": T.RETURNED,
    "Exception_Damage": T.DAMAGED,
    "Exception_Destroyed": T.DAMAGED,
    "Exception_Lost": T.LOST,
    "Exception_Delayed": T.DELAYED,
    "Exception_Cancel": T.CANCELLED,
}


def status(main: str, *, sub: str = "", text: str = "") -> T:
    """Ours for a main and a sub status; a code that nobody knows is an exception that a person should see."""
    return refined(SUB.get(sub) or MAIN.get(main or sub.partition("_")[0], T.EXCEPTION), text)
