"""bench · no app · inside the marketplace: due parcels of many vendors, of which a carrier tells nothing new."""

from __future__ import annotations

import gc
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.common.clock import now
from apps.logistics import tasks, told
from apps.logistics.carriers import registry
from apps.logistics.models import Carrier, Tracker
from apps.logistics.types import Scan, Tracking, TrackingStatus
from apps.vendors.models import Vendor
from bench.trials.spending import spending
from marketplace.celery import app

_AT_ONCE = 5000


class Still:
    """A carrier that tells of every parcel what it told before."""

    def track(self, tracking_numbers: Sequence[str]) -> list[Tracking]:
        """The same two scans of each."""
        return [_told(number) for number in tracking_numbers]


def main(answer: str, postmaster: str, trackers: str, vendors: str, count: str) -> None:
    """Have so many trackers of so many vendors polled; what each cost."""
    at = now()
    _lay(int(trackers), int(vendors), at=at)
    app.conf.task_always_eager = True
    registry._ADAPTERS["still"] = lambda code: Still()  # type: ignore[assignment, return-value]  # it only tracks
    with CaptureQueriesContext(connection) as seen:
        tasks.ask_carrier.delay(carrier_code="still", tracking_numbers=[f"B{number}" for number in range(50)])
    gc.collect()
    gc.freeze()
    polled = 0
    with spending(int(postmaster)) as bill:
        while polled < int(count):
            got = tasks.poll_tracking()
            if not got:
                raise SystemExit("Nothing is due any more.")
            polled += got
    statements = [one["sql"] for one in seen.captured_queries if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVE"))]
    found: dict[str, Any] = {
        "cpu_ms": 1000 * bill.cpu_s / polled,
        "statements_of_50": len(statements),
        "in_schemas": sum("shipping_" in sql or "search_path" in sql for sql in statements),
    }
    print(f"{found['cpu_ms']:.3f} ms of CPU a parcel, {len(statements)} statements for fifty", flush=True)
    Path(answer).write_text(json.dumps(found))


def _lay(trackers: int, vendors: int, *, at: Any) -> None:
    """Vendors' rows without schemas, and trackers that were told everything."""
    with transaction.atomic():
        Carrier.objects.update_or_create(code="still", defaults={"name": "Still", "adapter": "still"})
        Vendor.objects.bulk_create(
            [
                Vendor(schema_name=f"still_{number}", slug=f"still-{number}", name="Still", legal_name="Still Ltd",
                       country="DE", currency="EUR", languages=["en"], contact_email="still@bench.example")
                for number in range(vendors)
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        ids = list(Vendor.objects.filter(slug__startswith="still-").values_list("pk", flat=True))
        Tracker.objects.bulk_create(
            [
                Tracker(vendor_id=ids[number % len(ids)], shipment_id=UUID(int=number), carrier_id="still",
                        tracking_number=f"B{number}", next_poll_at=at - timedelta(hours=1), status="in_transit",
                        told=told.digest(_told(f"B{number}")), news_at=at)
                for number in range(trackers)
            ],
            batch_size=_AT_ONCE,
            ignore_conflicts=True,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE logistics_tracker")


def _told(number: str) -> Tracking:
    first = now().replace(year=2026, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    scans = tuple(
        Scan("", code, TrackingStatus.IN_TRANSIT, "On its way", first + timedelta(hours=hours), "Hub", "DE", 50.0, 8.5)
        for hours, code in enumerate(("PICKED_UP", "ORIGIN_HUB"))
    )
    return Tracking(number, TrackingStatus.IN_TRANSIT, scans, None, None, "")
