"""Logistics · what a carrier told of a parcel, as JSON between tasks, and its digest: pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from .types import Scan, Tracking, TrackingStatus


def as_json(tracking: Tracking) -> dict[str, Any]:
    """What was told, each scan once and oldest first, however it was told."""
    scans = {(*scan.key, scan.revision): scan for scan in tracking.scans}
    return {
        "tracking_number": tracking.tracking_number,
        "status": tracking.status.value,
        "scans": [
            {**vars(scan), "status": scan.status.value, "occurred_at": scan.occurred_at.isoformat()}
            for _, scan in sorted(scans.items())
        ],
        "estimated_from": _day(tracking.estimated_from),
        "estimated_to": _day(tracking.estimated_to),
        "signed_by": tracking.signed_by,
    }


def from_json(value: Mapping[str, Any]) -> Tracking:
    """What `as_json` wrote."""
    return Tracking(
        tracking_number=value["tracking_number"],
        status=TrackingStatus(value["status"]),
        scans=tuple(
            Scan(
                **{
                    **scan,
                    "status": TrackingStatus(scan["status"]),
                    "occurred_at": datetime.fromisoformat(scan["occurred_at"]),
                }
            )
            for scan in value["scans"]
        ),
        estimated_from=date.fromisoformat(value["estimated_from"]) if value["estimated_from"] else None,
        estimated_to=date.fromisoformat(value["estimated_to"]) if value["estimated_to"] else None,
        signed_by=value["signed_by"],
    )


def digest(tracking: Tracking) -> str:
    """32 hexadecimal digits that are the same for the same news, in whatever order and however often it was told."""
    written = json.dumps(as_json(tracking), sort_keys=True, ensure_ascii=False).encode()
    return hashlib.blake2b(written, digest_size=16).hexdigest()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
