"""Logistics · when something happened, as carriers write it: pure."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def instant(text: str, *, zone: str = "") -> datetime | None:
    """The aware UTC instant of an ISO 8601 text, in its own offset or else in the place's time zone (IANA name).

    None where neither says which instant is meant: what cannot be put in order must not be guessed.
    """
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=ZoneInfo(zone))
        return found.astimezone(UTC)
    except (ValueError, OverflowError, ZoneInfoNotFoundError, OSError):
        return None
