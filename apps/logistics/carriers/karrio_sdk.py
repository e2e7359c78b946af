"""Logistics · any carrier that Karrio's SDK speaks with, through its unified models.

The SDK is optional, large and slow to load (`deploy/requirements-karrio.txt`): workers load it when they first need it,
web processes never do. Karrio measures in kilograms and centimetres, and its amounts are floats: they become decimals
here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from djmoney.money import Money

from apps.logistics.errors import BadCarrierNotice, CarrierLacks, CarrierRefused, CarrierUnavailable
from apps.logistics.statuses import karrio as statuses
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

_WEB_SERVERS = frozenset({"granian", "gunicorn"})


class Karrio:
    """A carrier's account. `connector` is Karrio's name of the carrier, `settings` what it asks for of an account.

    `services` maps our codes of services to Karrio's; `zone` is the time zone of scans that come without one (IANA
    name; "": they are left out).
    """

    def __init__(
        self, *, connector: str, settings: Mapping[str, Any], services: Mapping[str, str] | None = None, zone: str = ""
    ) -> None:
        self._connector = connector
        self._settings = dict(settings)
        self._services = dict(services or {})
        self._zone = zone

    @cached_property
    def _sdk(self) -> Any:
        if not _WEB_SERVERS.isdisjoint(sys.modules):
            raise CarrierLacks(ability="being called by the web server; print its labels together, under Dispatch")
        try:
            from karrio import sdk
        except ImportError as error:
            raise CarrierUnavailable() from error
        return sdk

    @cached_property
    def _gateway(self) -> Any:
        return self._sdk.gateway[self._connector].create(self._settings)

    def rates(self, sender: Party, recipient: Party, parcels: Sequence[ParcelPlan]) -> list[Rate]:
        asked = {
            "shipper": _address(sender),
            "recipient": _address(recipient),
            "parcels": [_parcel(parcel) for parcel in parcels],
        }
        ours = {theirs: code for code, theirs in self._services.items()}
        found = [
            Rate(
                service_code=ours.get(rate.service, rate.service),
                service_name=str(rate.service),
                price=Money(Decimal(str(rate.total_charge)), rate.currency),
                min_days=rate.transit_days or 0,
                max_days=rate.transit_days or 0,
            )
            for rate in self._call("Rating", "fetch", asked)
            if rate.currency
        ]
        return sorted(found, key=lambda rate: rate.price.amount)

    def book(self, booking: Booking) -> Booked:
        """The booking's key is the carrier's reference: few carriers of Karrio's make twice once by it."""
        made = self._call("Shipment", "create", self._shipment(booking))
        meta = made.meta or {}
        numbers = [str(number) for number in meta.get("tracking_numbers") or [made.tracking_number]]
        if len(numbers) != len(booking.parcels):
            self.cancel(made.shipment_identifier)
            raise CarrierRefused(reason="it books one parcel at a time")
        return Booked(
            carrier_ref=made.shipment_identifier,
            incoterm=booking.incoterm,
            parcels=tuple(
                BookedParcel(number, "", "", str(meta.get("service_name") or ""), number) for number in numbers
            ),
            estimated_from=None,
            estimated_to=None,
            label_pdf=_pdf(made.docs),
        )

    def cancel(self, carrier_ref: str) -> None:
        self._call("Shipment", "cancel", {"shipment_identifier": carrier_ref})

    def hand_over(self, carrier_refs: Sequence[str], *, key: str) -> str:
        """Carriers of Karrio's learn of parcels by their first scan; the number is ours."""
        return f"{self._connector}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"

    def book_pickup(self, pickup: PickupRequest) -> str:
        asked = {
            "pickup_date": pickup.day.isoformat(),
            "ready_time": f"{pickup.ready_from:%H:%M}",
            "closing_time": f"{pickup.ready_until:%H:%M}",
            "address": _address(pickup.address),
            "parcels_count": pickup.parcel_count,
            "instruction": pickup.note,
        }
        return str(self._call("Pickup", "schedule", asked).confirmation_number)

    def cancel_pickup(self, number: str) -> None:
        self._call("Pickup", "cancel", {"confirmation_number": number})

    def track(self, tracking_numbers: Sequence[str]) -> list[Tracking]:
        found = self._call("Tracking", "fetch", {"tracking_numbers": list(tracking_numbers)})
        return [self._tracking(details) for details in found]

    def read(self, headers: Mapping[str, str], body: bytes) -> list[Tracking]:
        raise BadCarrierNotice(reason="this carrier is asked; it does not call")

    def _call(self, interface: str, verb: str, asked: Mapping[str, Any]) -> Any:
        """Ask the carrier through the SDK.

        Raises:
            CarrierLacks: the connector cannot do that. CarrierRefused: the carrier said no.
            CarrierUnavailable: it could not be asked.
        """
        request = getattr(getattr(self._sdk, interface), verb)(dict(asked))
        try:
            found, said = request.from_(self._gateway).parse()
        except OSError as error:
            raise CarrierUnavailable() from error
        if found or (found is not None and not said):
            return found
        messages = said or []
        if any("operation is not supported" in str(message.message) for message in messages):
            raise CarrierLacks(ability=f"{interface} {verb}")
        if interface == "Tracking":
            return []
        raise CarrierRefused(reason="; ".join(str(message.message) for message in messages) or "no reason given")

    def _shipment(self, booking: Booking) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "service": self._services.get(booking.service_code, booking.service_code),
            "shipper": _address(booking.sender),
            "recipient": _address(booking.recipient),
            "parcels": [_parcel(parcel) for parcel in booking.parcels],
            "reference": booking.key,
            "order_id": booking.reference,
            "label_type": "PDF",
        }
        if booking.customs:
            asked["customs"] = {
                "incoterm": booking.incoterm,
                "invoice": booking.invoice_number,
                "content_type": "merchandise",
                "commodities": [
                    {
                        "title": line.description,
                        "description": line.description,
                        "hs_code": line.hs_code,
                        "origin_country": line.origin,
                        "quantity": line.quantity,
                        "weight": line.weight_g / 1000 / line.quantity,
                        "weight_unit": "KG",
                        "value_amount": float(line.value.amount / line.quantity),
                        "value_currency": line.value.currency.code,
                    }
                    for line in booking.customs
                ],
            }
        return asked

    def _tracking(self, details: Any) -> Tracking:
        until = _day(details.estimated_delivery)
        return Tracking(
            tracking_number=str(details.tracking_number),
            status=statuses.status(details.status or ""),
            scans=tuple(scan for event in details.events or () if (scan := self._scan(event)) is not None),
            estimated_from=until,
            estimated_to=until,
            signed_by=(details.info.signed_by if details.info else None) or "",
        )

    def _scan(self, event: Any) -> Scan | None:
        """What happened; None where no instant can be made of its date and time."""
        written = event.timestamp or (f"{event.date}T{event.time}" if event.date and event.time else "")
        occurred_at = instant(written, zone=self._zone)
        if occurred_at is None:
            return None
        text = event.description or ""
        status = statuses.status(event.status or "", reason=event.reason or "", text=text)
        return Scan(
            event_id="",
            code=(event.code or event.status or status.value)[:40],
            status=TrackingStatus(status),
            text=text[:240],
            occurred_at=occurred_at,
            location=(event.location or "")[:120],
            country="",
            latitude=event.latitude,
            longitude=event.longitude,
        )


def _address(party: Party) -> dict[str, Any]:
    return {
        "person_name": party.name,
        "company_name": party.company or None,
        "address_line1": party.line1,
        "address_line2": party.line2 or None,
        "city": party.city,
        "state_code": party.region or None,
        "postal_code": party.postcode,
        "country_code": party.country,
        "phone_number": party.phone or None,
    }


def _parcel(parcel: ParcelPlan) -> dict[str, Any]:
    return {
        "weight": parcel.weight_g / 1000,
        "weight_unit": "KG",
        "length": parcel.length_mm / 10,
        "width": parcel.width_mm / 10,
        "height": parcel.height_mm / 10,
        "dimension_unit": "CM",
    }


def _pdf(docs: Any) -> bytes:
    try:
        return base64.b64decode((docs.pdf_label or docs.label or "") if docs else "", validate=True)
    except (binascii.Error, ValueError):
        return b""


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
