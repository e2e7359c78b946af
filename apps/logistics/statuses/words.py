"""Logistics · where a code alone does not tell, the carrier's own sentence does: pure."""

from __future__ import annotations

import re

from apps.logistics.types import TrackingStatus as T

# Codes of these statuses are used for more than one thing: "undeliverable" also means that a parcel waits at a shop.
_VAGUE = frozenset({T.PENDING, T.IN_TRANSIT, T.ATTEMPT_FAILED, T.EXCEPTION, T.DELAYED})
_SAYINGS: tuple[tuple[str, T], ...] = (
    (r"(?:available|ready|held|awaiting|waiting) (?:for|at) (?:customer )?(?:pick ?-?up|collection)",
     T.AVAILABLE_FOR_PICKUP),
    (r"(?:released|cleared) (?:by|from|through|import|export)? ?customs|customs clearance completed?",
     T.CUSTOMS_RELEASED),
    (r"(?:held|presented|awaiting|detained|inspection).{0,24}customs|customs.{0,12}(?:held|hold|delay|inspection)",
     T.CUSTOMS_HOLD),
    (r"(?:returned|delivered) (?:back )?to (?:the )?(?:sender|shipper)", T.RETURNED),
    (r"\b(?:considered|declared|reported|parcel|package|item) (?:is )?lost\b", T.LOST),
    (r"\b(?:damaged|destroyed)\b", T.DAMAGED),
)  # fmt: skip


def refined(status: T, text: str) -> T:
    """The status that a sentence tells where its code gives a vague one; else the code's own."""
    if status not in _VAGUE:
        return status
    said = text.casefold()
    return next((found for pattern, found in _SAYINGS if re.search(pattern, said)), status)
