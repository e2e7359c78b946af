"""Logistics · EDI 214: status codes (AT701, element 1650) with reasons (AT702, element 1651).

Source: ASC X12 004030, elements 1650 and 1651.
"""

from __future__ import annotations

from apps.logistics.types import TrackingStatus as T

from .words import refined

STATUSES = {
    "XB": T.INFO_RECEIVED,  # shipment acknowledged
    "X3": T.INFO_RECEIVED,  # arrived at pick-up location
    "X8": T.INFO_RECEIVED,  # arrived at pick-up location loading dock
    "OO": T.EXCEPTION,  # paperwork received, but no shipment
    "CP": T.IN_TRANSIT,  # completed loading at pick-up location
    "AF": T.IN_TRANSIT,  # carrier departed pick-up location with shipment
    "AM": T.IN_TRANSIT,  # loaded on truck
    "AN": T.IN_TRANSIT,  # diverted to air carrier
    "AR": T.IN_TRANSIT,  # rail arrival
    "RL": T.IN_TRANSIT,  # rail departure
    "I1": T.IN_TRANSIT,  # in-gate
    "P1": T.IN_TRANSIT,  # departed terminal location
    "X4": T.IN_TRANSIT,  # arrived at terminal location
    "R1": T.IN_TRANSIT,  # received from prior carrier
    "J1": T.IN_TRANSIT,  # delivered to connecting line: not to the buyer
    "BC": T.IN_TRANSIT,  # storage in transit
    "AI": T.IN_TRANSIT,  # reconsigned
    "CL": T.IN_TRANSIT,  # trailer closed out
    "K1": T.CUSTOMS_HOLD,  # arrived at customs
    "PR": T.CUSTOMS_HOLD,  # customs hold at in-bond location
    "RH": T.CUSTOMS_RELEASED,  # released from hold
    "X6": T.OUT_FOR_DELIVERY,  # en route to delivery location
    "X1": T.OUT_FOR_DELIVERY,  # arrived at delivery location: not unloaded yet
    "X5": T.OUT_FOR_DELIVERY,  # arrived at delivery location loading dock
    "S1": T.OUT_FOR_DELIVERY,  # trailer spotted at consignee's location
    "AJ": T.ATTEMPT_FAILED,  # tendered for delivery
    "AH": T.ATTEMPT_FAILED,  # attempted delivery
    "AP": T.ATTEMPT_FAILED,  # delivery not completed
    "A7": T.ATTEMPT_FAILED,  # refused by consignee
    "AV": T.AVAILABLE_FOR_PICKUP,  # available for delivery
    "AW": T.AVAILABLE_FOR_PICKUP,  # available for pick-up
    "D1": T.DELIVERED,  # completed unloading at delivery location
    "CB": T.DELIVERED,  # the final part was delivered
    "CD": T.DELIVERED,  # carrier departed delivery location
    "PA": T.EXCEPTION,  # partial shipment
    "SD": T.DELAYED,  # shipment delayed
    "A9": T.DAMAGED,  # shipment damaged
    "A3": T.RETURNED,  # returned to shipper
    "CA": T.CANCELLED,  # shipment cancelled
}
# Only appointments and estimates: nothing has happened to the parcel.
ESTIMATES = frozenset({"AG", "X2", "C1", "B6", "AA", "AB", "AC"})
REASONS = {
    "AS": T.CUSTOMS_HOLD,  # customs documentation problems
    "AR": T.CUSTOMS_HOLD,  # improper international paperwork
    "CA": T.CUSTOMS_HOLD,  # customs
    "BD": T.CUSTOMS_HOLD,  # border clearance
    "C1": T.AVAILABLE_FOR_PICKUP,  # waiting for customer pick-up
    "BT": T.RETURNED,  # returned to shipper
    "BS": T.ATTEMPT_FAILED,  # refused by customer
    "A2": T.ATTEMPT_FAILED,  # incorrect address
}
_WITH_REASONS = frozenset({T.DELAYED, T.EXCEPTION, T.ATTEMPT_FAILED})


def status(code: str, *, reason: str = "", text: str = "") -> T | None:
    """Ours for a status and a reason code; None where it only estimates."""
    if code in ESTIMATES:
        return None
    found = STATUSES.get(code, T.EXCEPTION)
    if found in _WITH_REASONS and reason in REASONS:
        return REASONS[reason]
    return refined(found, text)
