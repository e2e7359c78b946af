"""Tills · keys that make the same act once · vendor's schema."""

from __future__ import annotations

import hashlib
from uuid import UUID

from .. import selectors
from ..errors import KeyOfOtherSale
from ..models import Till, TillEntry
from ..types import EntryKind, EntryView


def digest_of(*facts: object) -> str:
    """What an act is, in as far as its key must not stand for another one."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def done_before(till: Till, kind: EntryKind, key: UUID, *, digest: str) -> EntryView | None:
    """What was done at a till under a key before; None where nothing was.

    Raises:
        KeyOfOtherSale: it was something else.
    """
    found = TillEntry.objects.select_related("till").filter(till=till, key=key).first()
    if found is None:
        return None
    if (found.kind, found.digest) != (kind, digest):
        raise KeyOfOtherSale()
    return selectors.as_entry(found)
