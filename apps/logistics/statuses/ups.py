"""Logistics · UPS: types of activity, and why its D alone is not the door.

Source: UPS Tracking API, activity status type and code.
"""

from __future__ import annotations

from apps.logistics.types import TrackingStatus as T

from .words import refined

TYPES = {
    "M": T.INFO_RECEIVED,
    "P": T.IN_TRANSIT,
    "I": T.IN_TRANSIT,
    "O": T.OUT_FOR_DELIVERY,
    "X": T.EXCEPTION,
    "RS": T.RETURNED,
    "MV": T.CANCELLED,
}
# Type D is said at shops and depots too; only this code is the door.
_AT_THE_DOOR = "011"
_AT_A_SHOP = "040"


def status(kind: str, *, code: str, text: str = "") -> T:
    """Ours for an activity's type and code."""
    if kind == "D":
        return {_AT_THE_DOOR: T.DELIVERED, _AT_A_SHOP: T.AVAILABLE_FOR_PICKUP}.get(code, refined(T.IN_TRANSIT, text))
    return refined(TYPES.get(kind, T.EXCEPTION), text)
