"""Logistics · what we ask of a carrier, in the vocabulary of Karrio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from apps.logistics.types import Booked, Booking, Tracking


class CarrierPort(Protocol):
    """A carrier. Every call is a network call: never make one inside a transaction.

    Each raises CarrierRefused where the carrier said no for a reason, and
    CarrierUnavailable where it did not answer; the same call may then be repeated.
    """

    def book(self, booking: Booking) -> Booked:
        """Tracking numbers and label data for parcels. The booking's key makes twice once."""

    def cancel(self, carrier_ref: str) -> None:
        """Undo a booking that was not handed over. Twice is once."""

    def hand_over(self, carrier_refs: Sequence[str], *, key: str) -> str:
        """Tell the carrier that these bookings leave the house; its manifest's number."""

    def track(self, tracking_numbers: Sequence[str]) -> list[Tracking]:
        """What the carrier tells of up to 50 parcels now; those it does not know are absent."""
