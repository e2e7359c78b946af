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
            event_id=rules.event_id(scan),
            code=scan.code,
            status=scan.status,
            text=scan.text,
            occurred_at=scan.occurred_at,
            received_at=at,
            location=scan.location,
            country=scan.country,
            latitude=scan.latitude,
            longitude=scan.longitude,
            revision=scan.revision,
        )
        for parcel, scan in told
    )
