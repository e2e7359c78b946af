"""Shipping · work that talks to carriers · vendor's schema."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.common.clock import now
from apps.common.tasks import vendor_task
from apps.logistics.carriers.registry import carrier
from apps.logistics.errors import CarrierUnavailable

from .operations import sending


@vendor_task("shipping.fold_tracking", autoretry_for=(CarrierUnavailable,), retry_backoff=True, max_retries=4)
def fold_tracking(*, vendor: Any, carrier_code: str, tracking_numbers: list[str]) -> int:
    """Ask a carrier after parcels and fold the answer in; the number of new scans."""
    news = 0
    for tracking in carrier(carrier_code).track(tracking_numbers):
        with transaction.atomic():
            news += sending.fold(tracking, at=now())
    return news
