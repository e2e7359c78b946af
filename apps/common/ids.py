"""Common · public identifiers."""

from __future__ import annotations

import uuid

import uuid6


def new_id() -> uuid.UUID:
    """A UUIDv7: unique, and ordered by the millisecond it was made in (RFC 9562 section 5.7)."""
    return uuid.UUID(int=uuid6.uuid7().int)
