"""What the carrier tells of a parcel · sandbox carrier · no schema."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apps.sandbox.carrier import plan
from apps.sandbox.carrier.clock import Clock
from apps.sandbox.carrier.errors import not_found
from apps.sandbox.carrier.shipments import PLACES

_UNCERTAIN = frozenset({"LOST", "DAMAGED", "REFUSED", "RETURNED", "CANCELLED"})


def of(db: sqlite3.Connection, number: str, *, clock: Clock, faults: list[str]) -> dict[str, Any]:
    """Status and events of a parcel up to its own now, spoilt as the faults say.

    Raises:
        CarrierError: 404.
    """
    parcel = db.execute("SELECT * FROM parcels WHERE tracking_number = ?", (number,)).fetchone()
    if parcel is None:
        raise not_found("parcel", number)
    now = clock.now_of(parcel)
    rows = db.execute("SELECT * FROM scans WHERE tracking_number = ? ORDER BY at, rowid", (number,)).fetchall()
    seen = [row for row in rows if row["at"] <= now]
    last = seen[-1]
    is_delivered = last["code"] == "DELIVERED"
    zone = PLACES[last["place"]].zone
    return {
        "tracking_number": number,
        "shipment": parcel["shipment"],
        "service": parcel["service"],
        "status": plan.STATUSES[last["code"]],
        "as_of": plan.universal(now),
        "estimated_delivery": _window(parcel, rows, seen),
        "delivered_at": plan.local(last["at"], zone) if is_delivered else None,
        "signed_by": parcel["recipient"] if is_delivered else None,
        "events": _spoilt([_event(row, parcel) for row in seen], faults),
    }


def _event(row: sqlite3.Row, parcel: sqlite3.Row) -> dict[str, Any]:
    place = PLACES[row["place"]]
    return {
        "id": row["id"],
        "revision": 0,
        "code": row["code"],
        "status": plan.STATUSES[row["code"]],
        "text": plan.Scan(row["code"], row["at"], place).text(start=parcel["from_city"], end=parcel["to_city"]),
        "occurred_at": plan.local(row["at"], place.zone),
        "location": {"name": place.name, "country": place.country, "lat": place.lat, "lon": place.lon},
    }


def _window(parcel: sqlite3.Row, rows: list[sqlite3.Row], seen: list[sqlite3.Row]) -> dict[str, str] | None:
    """The promise; the day itself once it is known; nothing once it will not come."""
    last, end = seen[-1], rows[-1]
    if last["code"] in _UNCERTAIN:
        return None
    day = datetime.fromtimestamp(end["at"], ZoneInfo(PLACES[end["place"]].zone)).date()
    if last["code"] in ("OUT_FOR_DELIVERY", "DELIVERED", "ATTEMPT_FAILED"):
        return {"from": day.isoformat(), "to": day.isoformat()}
    if any(row["code"] == "DELAYED" for row in seen):
        return {"from": day.isoformat(), "to": (day + timedelta(days=1)).isoformat()}
    return {"from": parcel["promised_from"], "to": parcel["promised_to"]}


def _spoilt(events: list[dict[str, Any]], faults: list[str]) -> list[dict[str, Any]]:
    if "corrected" in faults:
        last = events[-1]
        text = f"Correction: {last['text']}"
        events = [*events[:-1], last | {"id": f"{last['id']}-1", "revision": 1, "text": text}]
    if "repeated" in faults:
        events = [event for event in events for _ in range(2)]
    if "out_of_order" in faults:
        events = events[::-2] + events[-2::-2]
    return events
