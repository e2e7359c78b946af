"""Warehouse · scheduled work · vendor's schema."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.common.clock import now
from apps.common.tasks import public_task, vendor_task
from apps.stock import selectors as stock

from . import operations


@public_task("warehouse.expire_lots")
def expire_lots() -> int:
    """Have each vendor's shelves looked over some of whose lots have expired; how many vendors."""
    vendors = stock.vendors_with_expired_lots(today=now().date())
    for vendor_id in vendors:
        block_expired.delay(vendor_id=vendor_id)
    return len(vendors)


@vendor_task("warehouse.block_expired")
def block_expired(*, vendor: Any) -> int:
    """Keep from sale what is left of a vendor's expired lots."""
    at = now()
    with transaction.atomic():
        return operations.block_expired(today=at.date(), at=at)
