"""Logistics · what we ask of a carrier: rate, ship, manifest, collect and track, the words of Karrio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from apps.logistics.types import Booked, Booking, ParcelPlan, Party, PickupRequest, Rate, Tracking


class CarrierPort(Protocol):
    """A carrier. Every call but `read` is a network call: never make one inside a transaction.

    Each raises CarrierRefused where the carrier said no for a reason, and
    CarrierUnavailable where it did not answer; the same call may then be repeated.
    """

    def rates(self, sender: Party, recipient: Party, parcels: Sequence[ParcelPlan]) -> list[Rate]:
        """What the carrier would charge for parcels together, by each service that takes them, cheapest first."""

    def book(self, booking: Booking) -> Booked:
        """Tracking numbers and label data for parcels. The booking's key makes twice once."""

    def cancel(self, carrier_ref: str) -> None:
        """Undo a booking that was not handed over. Twice is once."""

    def hand_over(self, carrier_refs: Sequence[str], *, key: str) -> str:
        """Tell the carrier that these bookings leave the house together; its manifest's number."""

    def book_pickup(self, pickup: PickupRequest) -> str:
        """Have the carrier come for parcels; the number under which it knows the visit. The key makes twice once."""

    def cancel_pickup(self, number: str) -> None:
        """Call a visit off. Twice is once."""

    def track(self, tracking_numbers: Sequence[str]) -> list[Tracking]:
        """What the carrier tells of up to 50 parcels now; those it does not know are absent."""

    def read(self, headers: Mapping[str, str], body: bytes) -> list[Tracking]:
        """What a message that the carrier sent by itself tells of parcels; nothing of one that tells of none.

        Raises:
            BadCarrierNotice: it is not signed by the carrier, bears no fresh time, or cannot be read.
        """
