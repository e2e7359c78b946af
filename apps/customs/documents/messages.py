"""Customs · the message that goes to an authority, by procedure: pure."""

from __future__ import annotations

import json

from ..types import Procedure, Snapshot
from . import h7, wco

JSON, XML = "application/json", "application/xml"


def declaration(snapshot: Snapshot, *, lrn: str, version: int) -> tuple[bytes, str]:
    """The declaration and its media type; the same snapshot gives the same bytes."""
    if snapshot.procedure == Procedure.LOW_VALUE:
        dataset = h7.dataset(snapshot, lrn=lrn, version=version)
        return json.dumps(dataset, ensure_ascii=False, sort_keys=True, indent=1).encode(), JSON
    return wco.declaration(snapshot, lrn=lrn, version=version), XML
