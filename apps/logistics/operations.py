"""Logistics · loading the rate book and keeping the tracking schedule · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings

from apps.common.transactions import transaction_required
from apps.reference import operations as reference
from apps.reference.types import LoadedTable

from . import rules, selectors
from .models import Carrier, Clearance, Service, TableRate, Tracker, Zone
from .types import ClearanceState, TrackingStatus


@transaction_required
def load_rows(at: datetime) -> Sequence[LoadedTable]:
    """The shipped carriers, services, zones and table rates."""
    pack = reference.fixture("reference/logistics.json")
    tables = [
        reference.upsert(Carrier, pack["carriers"]),
        reference.upsert(Service, pack["services"]),
        reference.upsert(
            Zone,
            [
                {"country_id": country, "zone": zone}
                for zone, countries in pack["zones"].items()
                for country in countries.split()
            ],
            key=("country_id",),
        ),
        reference.upsert(
            TableRate,
            [
                {
                    **row,
                    **{name: Decimal(row[name]) for name in ("first_price", "step_price", "fuel_rate")},
                    "valid_from": date.fromisoformat(row["valid_from"]),
                }
                for row in pack["rates"]
            ],
            key=("service_id", "from_zone", "to_zone", "valid_from"),
        ),
    ]
    selectors.forget_rates()
    return tables


@transaction_required
def watch(
    *, vendor_id: int, shipment_id: UUID, carrier_code: str, tracking_numbers: Sequence[str], at: datetime
) -> None:
    """Have these parcels asked after from now on. Twice is once."""
    Tracker.objects.bulk_create(
        [
            Tracker(
                vendor_id=vendor_id,
                shipment_id=shipment_id,
                carrier_id=carrier_code,
                tracking_number=number,
                next_poll_at=at,
            )
            for number in tracking_numbers
        ],
        ignore_conflicts=True,
    )


@transaction_required
def reschedule(tracking_number: str, *, status: TrackingStatus, has_news: bool, at: datetime) -> None:
    """Plan the next question after a parcel, or none where nothing more can happen to it."""
    tracker = Tracker.objects.select_for_update().filter(tracking_number=tracking_number).first()
    if tracker is None:
        return
    tracker.is_open = status not in rules.FINAL
    tracker.silent_polls = 0 if has_news else min(tracker.silent_polls + 1, 4)
    shortest = timedelta(seconds=settings.TRACKING_POLL_SECONDS)
    tracker.next_poll_at = at + rules.next_poll(status, silent_polls=tracker.silent_polls, shortest=shortest)
    tracker.save(update_fields=["is_open", "silent_polls", "next_poll_at"])


@transaction_required
def claim(trackers: Sequence[Tracker], *, until: datetime) -> None:
    """Keep others from asking after these parcels while a task is at it."""
    Tracker.objects.filter(pk__in=[tracker.pk for tracker in trackers]).update(next_poll_at=until)


@transaction_required
def look_after(one: ClearanceState, *, vendor_id: int, next_poll_at: datetime) -> None:
    """Keep where a vendor's declaration stands, and when its authority is asked after it again."""
    Clearance.objects.update_or_create(
        declaration_id=one.declaration_id,
        defaults={
            **{name: value for name, value in vars(one).items() if name != "declaration_id"},
            "vendor_id": vendor_id,
            "next_poll_at": next_poll_at,
        },
    )


@transaction_required
def claim_clearances(clearances: Sequence[Clearance], *, until: datetime) -> None:
    """Keep others from asking after these declarations while a task is at it."""
    Clearance.objects.filter(pk__in=[one.pk for one in clearances]).update(next_poll_at=until)
