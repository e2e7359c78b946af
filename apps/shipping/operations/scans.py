"""Shipping · writing scans down · vendor's schema."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from apps.common.transactions import transaction_required
from apps.logistics.types import Scan

from .. import rules
from ..models import Parcel, TrackingEvent


@transaction_required
def keep_scans(told: Iterable[tuple[Parcel, Scan]], *, at: datetime) -> None:
    """Keep scans of parcels that are not known yet: one statement."""
    TrackingEvent.objects.bulk_create(
        TrackingEvent(
            parcel=parcel,
            received_at=at,
            latitude=scan.latitude,
            longitude=scan.longitude,
            **rules.columns_of(scan),
        )
        for parcel, scan in told
    )
