"""Logistics · Meridian Express: JSON over HTTP, signed with HMAC-SHA256."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import requests
from djmoney.money import Money

from apps.logistics.errors import BadCarrierNotice, CarrierRefused, CarrierUnavailable
from apps.logistics.statuses.instants import instant
from apps.logistics.types import (
    Booked,
    BookedParcel,
    Booking,
    ParcelPlan,
    Party,
    PickupRequest,
    Rate,
    Scan,
    Tracking,
    TrackingStatus,
)

_TRIES = 2
_AGE_S = 300


class Meridian:
    """The adapter of Meridian Express."""

    def __init__(self, *, api_base: str, key: str, secret: str, timeout_s: float = 10) -> None:
        self._base = api_base.rstrip("/")
        self._key = key
        self._secret = secret.encode()
        self._timeout_s = timeout_s

    def rates(self, sender: Party, recipient: Party, parcels: Sequence[ParcelPlan]) -> list[Rate]:
        ends = {
            name: {"country": end.country, "postcode": end.postcode}
            for name, end in (("from", sender), ("to", recipient))
        }
        answer = self._call("POST", "/v1/rates", {**ends, "parcels": [_sides(parcel) for parcel in parcels]})
        return [
            Rate(
                service_code=rate["service"],
                service_name=rate["name"],
                price=Money(Decimal(rate["price"]["amount"]), rate["price"]["currency"]),
                min_days=rate["transit_days"]["min"],
                max_days=rate["transit_days"]["max"],
            )
            for rate in answer["rates"]
        ]

    def book(self, booking: Booking) -> Booked:
        answer = self._call("POST", "/v1/shipments", _shipment(booking), key=booking.key)
        estimate = answer.get("estimated_delivery") or {}
        return Booked(
            carrier_ref=answer["id"],
            incoterm=answer["incoterm"] or "",
            parcels=tuple(
                BookedParcel(
                    tracking_number=parcel["tracking_number"],
                    routing_code=parcel["label"]["routing_code"],
                    sort_code=parcel["label"]["sort_code"],
                    service_name=parcel["label"]["service_name"],
                    human_readable=parcel["label"]["human_readable"],
                )
                for parcel in answer["parcels"]
            ),
            estimated_from=_day(estimate.get("from")),
            estimated_to=_day(estimate.get("to")),
        )

    def cancel(self, carrier_ref: str) -> None:
        self._call("DELETE", f"/v1/shipments/{carrier_ref}")

    def hand_over(self, carrier_refs: Sequence[str], *, key: str) -> str:
        return str(self._call("POST", "/v1/handovers", {"shipments": list(carrier_refs)}, key=key)["id"])

    def book_pickup(self, pickup: PickupRequest) -> str:
        body = {
            "address": _party(pickup.address),
            "day": pickup.day.isoformat(),
            "from": f"{pickup.ready_from:%H:%M}",
            "until": f"{pickup.ready_until:%H:%M}",
            "parcels": pickup.parcel_count,
            "weight_g": pickup.weight_g,
            "note": pickup.note,
        }
        return str(self._call("POST", "/v1/pickups", body, key=pickup.key)["id"])

    def cancel_pickup(self, number: str) -> None:
        self._call("DELETE", f"/v1/pickups/{number}")

    def track(self, tracking_numbers: Sequence[str]) -> list[Tracking]:
        answer = self._call("GET", f"/v1/tracking?numbers={','.join(tracking_numbers)}")
        return [_tracking(parcel) for parcel in answer["tracking"]]

    def read(self, headers: Mapping[str, str], body: bytes) -> list[Tracking]:
        stamp, shown = headers.get("X-Meridian-Timestamp", ""), headers.get("X-Meridian-Signature", "")
        if not (len(stamp) < 16 and stamp.isascii() and stamp.isdigit() and abs(time.time() - int(stamp)) <= _AGE_S):
            raise BadCarrierNotice(reason="it bears no time, or one too long ago")
        wanted = hmac.new(self._secret, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted.encode(), shown.encode()):
            raise BadCarrierNotice(reason="it is not signed by the carrier")
        try:
            return [_tracking(json.loads(body)["tracking"])]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadCarrierNotice(reason=f"it cannot be read ({type(error).__name__})") from error

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, key: str = "") -> dict[str, Any]:
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() if body is not None else b""
        for attempt in range(_TRIES):
            try:
                response = requests.request(
                    method,
                    self._base + path,
                    data=raw or None,
                    headers=self._headers(method, path, raw, key),
                    timeout=self._timeout_s,
                )
            except requests.RequestException as error:
                if attempt + 1 < _TRIES:
                    continue
                raise CarrierUnavailable() from error
            if response.status_code >= 500 and attempt + 1 < _TRIES:
                continue
            return _answer(response)
        raise CarrierUnavailable()

    def _headers(self, method: str, path: str, raw: bytes, key: str) -> dict[str, str]:
        stamp = str(int(time.time()))
        signed = "\n".join((method, path, stamp, hashlib.sha256(raw).hexdigest()))
        headers = {
            "Content-Type": "application/json",
            "X-Meridian-Key": self._key,
            "X-Meridian-Timestamp": stamp,
            "X-Meridian-Signature": hmac.new(self._secret, signed.encode(), hashlib.sha256).hexdigest(),
        }
        return {**headers, "Idempotency-Key": key} if key else headers


def _answer(response: requests.Response) -> dict[str, Any]:
    if response.status_code >= 500:
        raise CarrierUnavailable()
    try:
        body = response.json()
    except ValueError as error:
        raise CarrierUnavailable() from error
    if response.status_code >= 400:
        problem = body.get("error", {})
        raise CarrierRefused(field=problem.get("field"), reason=problem.get("message", response.reason))
    return dict(body)


def _shipment(booking: Booking) -> dict[str, Any]:
    body: dict[str, Any] = {
        "reference": booking.reference,
        "service": booking.service_code,
        "incoterm": booking.incoterm,
        "from": _party(booking.sender),
        "to": _party(booking.recipient),
        "parcels": [
            {"reference": f"{booking.reference}/{number}", **_sides(parcel)}
            for number, parcel in enumerate(booking.parcels, start=1)
        ],
    }
    if booking.customs:
        body["customs"] = {
            "reason": "sale",
            "invoice_number": booking.invoice_number,
            "lines": [
                {
                    "description": line.description,
                    "hs_code": line.hs_code,
                    "origin": line.origin,
                    "quantity": line.quantity,
                    "net_weight_g": line.weight_g,
                    "value": format(line.value.amount, "f"),
                    "currency": line.value.currency.code,
                }
                for line in booking.customs
            ],
        }
    return body


def _sides(parcel: ParcelPlan) -> dict[str, int]:
    return {
        "weight_g": parcel.weight_g,
        "length_mm": parcel.length_mm,
        "width_mm": parcel.width_mm,
        "height_mm": parcel.height_mm,
    }


def _party(party: Party) -> dict[str, str]:
    return {
        "name": party.name,
        "company": party.company,
        "line1": party.line1,
        "line2": party.line2,
        "city": party.city,
        "region": party.region,
        "postcode": party.postcode,
        "country": party.country,
        "phone": party.phone,
    }


def _tracking(parcel: Mapping[str, Any]) -> Tracking:
    estimate = parcel.get("estimated_delivery") or {}
    return Tracking(
        tracking_number=parcel["tracking_number"],
        status=_status(parcel["status"]),
        scans=tuple(scan for event in parcel["events"] if (scan := _scan(event)) is not None),
        estimated_from=_day(estimate.get("from")),
        estimated_to=_day(estimate.get("to")),
        signed_by=(parcel.get("signed_by") or "")[:120],
    )


def _scan(event: Mapping[str, Any]) -> Scan | None:
    """What happened; None where its time is no instant, since it could not be put in order."""
    occurred_at = instant(event["occurred_at"])
    if occurred_at is None:
        return None
    return Scan(
        event_id=event["id"],
        code=event["code"][:40],
        status=_status(event["status"]),
        text=event["text"][:240],
        occurred_at=occurred_at,
        location=event["location"]["name"][:120],
        country=event["location"]["country"],
        latitude=event["location"].get("lat"),
        longitude=event["location"].get("lon"),
        revision=event.get("revision", 0),
    )


def _status(name: str) -> TrackingStatus:
    """Meridian uses our words; one that is new to us is looked at by a person."""
    return TrackingStatus(name) if name in TrackingStatus.values else TrackingStatus.EXCEPTION


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
