"""Logistics · the posts' EMSEVT events.

Source: UPU messaging standard M40 (EMSEVT V3), event codes.
"""

from __future__ import annotations

from apps.logistics.types import TrackingStatus as T

STATUSES = {
    "EMA": T.IN_TRANSIT,  # posted
    "EMB": T.IN_TRANSIT,  # arrived at outward office of exchange
    "EMC": T.IN_TRANSIT,  # departed from outward office of exchange
    "EMJ": T.IN_TRANSIT,  # arrived at transit office of exchange
    "EMK": T.IN_TRANSIT,  # departed from transit office of exchange
    "EMD": T.IN_TRANSIT,  # arrived at inward office of exchange
    "EME": T.CUSTOMS_HOLD,  # held by import customs
    "EMF": T.IN_TRANSIT,  # departed from inward office of exchange
    "EMG": T.IN_TRANSIT,  # arrived at delivery office
    "EMH": T.ATTEMPT_FAILED,  # unsuccessful delivery
    "EMI": T.DELIVERED,  # final delivery
    "EXA": T.IN_TRANSIT,  # presented to export customs
    "EXB": T.CUSTOMS_HOLD,  # held by export customs
    "EXC": T.CUSTOMS_RELEASED,  # returned from export customs
    "EXD": T.EXCEPTION,  # held at outward office of exchange
    "EXX": T.CANCELLED,  # export cancelled
    "EDA": T.EXCEPTION,  # held at inward office of exchange
    "EDB": T.CUSTOMS_HOLD,  # presented to import customs
    "EDC": T.CUSTOMS_RELEASED,  # returned from import customs
    "EDD": T.IN_TRANSIT,  # into sorting centre
    "EDE": T.IN_TRANSIT,  # out of sorting centre
    "EDF": T.EXCEPTION,  # held at depot or delivery office
    "EDG": T.OUT_FOR_DELIVERY,  # out for physical delivery
    "EDH": T.AVAILABLE_FOR_PICKUP,  # arrived at collection point
    "EDX": T.EXCEPTION,  # import terminated
}


def status(code: str) -> T:
    """Ours for an event; one that nobody knows is an exception that a person should see."""
    return STATUSES.get(code, T.EXCEPTION)
