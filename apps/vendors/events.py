"""Vendors · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class VendorProvisioned(Event):
    topic: ClassVar[str] = "vendors.provisioned"
    aggregate: ClassVar[str] = "vendors.vendor"
    key: ClassVar[str] = "vendor_id"


@dataclass(frozen=True, kw_only=True)
class VendorChanged(Event):
    """Name, status, place or another fact that shops show."""

    topic: ClassVar[str] = "vendors.vendor_changed"
    aggregate: ClassVar[str] = "vendors.vendor"
    key: ClassVar[str] = "vendor_id"
