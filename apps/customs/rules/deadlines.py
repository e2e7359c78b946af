"""Customs · who has to act in a state, and within what time: pure.

The times are the marketplace's own promises to itself, not an authority's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ..types.states import DeclarationState as S
from ..types.states import Owner

_HOURS: dict[S, tuple[Owner, int]] = {
    S.DRAFT: (Owner.MARKETPLACE, 4),
    S.SUBMITTED: (Owner.AUTHORITY, 12),
    S.AMENDED: (Owner.AUTHORITY, 12),
    S.ACCEPTED: (Owner.AUTHORITY, 48),
    S.INSPECTION: (Owner.AUTHORITY, 96),
    S.DOCUMENTS: (Owner.VENDOR, 72),
    S.ASSESSED: (Owner.MARKETPLACE, 24),
    S.PAID: (Owner.AUTHORITY, 24),
    S.HELD: (Owner.MARKETPLACE, 24),
    S.REJECTED: (Owner.VENDOR, 48),
}


def owner_of(state: S, *, has_problems: bool = False) -> Owner:
    """Who has to act; nobody where it is over. A draft that lacks something is the seller's."""
    if state is S.DRAFT and has_problems:
        return Owner.VENDOR
    return _HOURS[state][0] if state in _HOURS else Owner.NOBODY


def due_at(state: S, *, since: datetime) -> datetime | None:
    """Until when the next step is expected; None where none is."""
    return since + timedelta(hours=_HOURS[state][1]) if state in _HOURS else None
