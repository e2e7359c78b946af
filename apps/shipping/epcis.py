"""Shipping · a shipment's journey as an EPCIS 2.0 document · no tables.

Source: GS1 EPCIS 2.0 and CBV 2.0 (business steps, dispositions), JSON-LD binding.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.logistics.types import TrackingStatus as T

from .types import FulfilmentView, ParcelView, ScanView

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
# Business step and disposition of what each status tells.
STEPS: dict[T, tuple[str, str]] = {
    T.PENDING: ("other", "unknown"),
    T.INFO_RECEIVED: ("consigning", "in_progress"),
    T.IN_TRANSIT: ("transporting", "in_transit"),
    T.CUSTOMS_HOLD: ("holding", "in_progress"),
    T.CUSTOMS_RELEASED: ("inspecting", "conformant"),
    T.OUT_FOR_DELIVERY: ("transporting", "in_transit"),
    T.ATTEMPT_FAILED: ("other", "in_transit"),
    T.AVAILABLE_FOR_PICKUP: ("storing", "available"),
    T.DELIVERED: ("receiving", "in_progress"),
    T.DELAYED: ("transporting", "in_transit"),
    T.EXCEPTION: ("holding", "in_progress"),
    T.EXPIRED: ("other", "unknown"),
    T.DAMAGED: ("inspecting", "damaged"),
    T.LOST: ("other", "unknown"),
    T.RETURNED: ("receiving", "returned"),
    T.CANCELLED: ("void_shipping", "inactive"),
}


def document(shipment: FulfilmentView, *, base: str, made_at: datetime) -> dict[str, Any]:
    """All that is known of a shipment's parcels, as object events.

    Things are named below `base`, an address of this installation without a slash at its end: parcels have no GS1 key.
    """
    return {
        "@context": [CONTEXT, {"portolan": f"{base}/epcis/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": made_at.isoformat(),
        "epcisBody": {
            "eventList": [_event(shipment, parcel, scan, base) for parcel in shipment.parcels for scan in parcel.scans]
        },
    }


def _event(shipment: FulfilmentView, parcel: ParcelView, scan: ScanView, base: str) -> dict[str, Any]:
    step, disposition = STEPS[T(scan.status)]
    event: dict[str, Any] = {
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "eventTime": scan.occurred_at.isoformat(),
        "eventTimeZoneOffset": "+00:00",
        "epcList": [f"{base}/parcels/{parcel.tracking_number}"],
        "bizStep": step,
        "disposition": disposition,
        "bizTransactionList": [{"type": "desadv", "bizTransaction": f"{base}/shipments/{shipment.public_id}"}],
        "portolan:code": scan.code,
        "portolan:text": scan.text,
    }
    if scan.location or scan.country:
        event["portolan:place"] = ", ".join(part for part in (scan.location, scan.country) if part)
    if scan.latitude is not None and scan.longitude is not None:
        event["readPoint"] = {"id": f"geo:{scan.latitude:.5f},{scan.longitude:.5f}"}
    return event
