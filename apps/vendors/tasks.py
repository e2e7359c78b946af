"""Vendors · work after an approval · public schema."""

from __future__ import annotations

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations


@public_task("vendors.provision")
def provision(vendor_id: int) -> None:
    """Make an approved vendor's schema."""
    operations.provision(vendor_id, at=now())
