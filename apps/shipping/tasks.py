"""Shipping · what carriers tell, labels in batches, and positions that are forgotten · vendor's schema."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from apps.common.clock import now
from apps.common.tasks import public_task, vendor_task
from apps.common.types import Actor, ActorKind
from apps.logistics import told
from apps.logistics.carriers.registry import carrier
from apps.logistics.errors import CarrierUnavailable
from apps.logistics.types import Tracking
from apps.vendors import selectors as vendors

from .operations import batches, positions
from .operations import tracking as folding


@vendor_task("shipping.fold_told")
def fold_told(*, vendor: Any, tracking: list[dict[str, Any]]) -> int:
    """Fold in what a carrier told of this vendor's parcels, as `logistics.told` writes it; the number of new scans."""
    return _fold(map(told.from_json, tracking))


@vendor_task("shipping.fold_tracking", autoretry_for=(CarrierUnavailable,), retry_backoff=True, max_retries=4)
def fold_tracking(*, vendor: Any, carrier_code: str, tracking_numbers: list[str]) -> int:
    """Ask a carrier after a vendor's parcels at once, whenever they are due; the number of new scans."""
    return _fold(carrier(carrier_code).track(tracking_numbers))


def _fold(told_of: Iterable[Tracking]) -> int:
    news = 0
    for tracking in told_of:
        with transaction.atomic():
            news += folding.fold(tracking, at=now())
    return news


@vendor_task("shipping.print_batch")
def print_batch(batch_id: str, *, vendor: Any, language: str, by: str) -> int:
    """Print what is left of a batch of labels, problems in the language of who asked; how many labels that gave."""
    with override(language):
        return batches.print_batch(UUID(batch_id), by=Actor(ActorKind.VENDOR, by))


@vendor_task("shipping.forget_positions")
def forget_positions(*, vendor: Any) -> int:
    """Forget where this vendor's devices were longer ago than positions are kept; how many points that was."""
    with transaction.atomic():
        return positions.purge(before=now() - timedelta(days=settings.POSITION_DAYS))


@public_task("shipping.forget_old_positions")
def forget_old_positions() -> int:
    """Have every vendor's old positions forgotten; how many vendors."""
    vendor_ids = list(vendors.cards())
    for vendor_id in vendor_ids:
        forget_positions.delay(vendor_id=vendor_id)
    return len(vendor_ids)
