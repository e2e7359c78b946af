"""Dashboard · which shipments ask for somebody, how urgently, and what is to be done · no tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.logistics.types import TrackingStatus as T
from apps.shipping.types import FulfilmentStatus, FulfilmentView, ParcelView, ScanView

SILENT_DAYS = 4
CUSTOMS_DAYS = 4

TO_DO: Mapping[str, Promise] = {
    FulfilmentStatus.PENDING: _("Pack"),
    FulfilmentStatus.PACKED: _("Print the label"),
    FulfilmentStatus.LABELLED: _("Hand over to the carrier"),
}
_FIRST = _("Confirm and pack")
_LATER = _("Wait: the marketplace looks at the order")


@dataclass(frozen=True)
class ToShip:
    """A share of an order that has not left: until when it should, and what comes next.

    `is_new` while its order is not confirmed, `is_held` while the marketplace looks at it.
    """

    shipment: FulfilmentView
    ship_by: date
    days_left: int
    to_do: Promise
    tone: str
    house: str = ""
    is_new: bool = False
    is_held: bool = False

    @property
    def pieces(self) -> int:
        """How many pieces are in it."""
        return sum(line.quantity for line in self.shipment.lines)

    @property
    def days_late(self) -> int:
        """By how many days it is late."""
        return max(-self.days_left, 0)


@dataclass(frozen=True)
class Concern:
    """Why a shipment under way asks for somebody, since when, and what is to be done; the gravest reason alone."""

    shipment: FulfilmentView
    tracking_number: str
    reason: Promise
    to_do: Promise
    since: datetime
    tone: str
    grade: int
    promised_until: date | None


def to_ship(
    shipment: FulfilmentView,
    *,
    processing_days: int,
    ordered_on: date,
    today: date,
    house: str = "",
    is_new: bool = False,
    is_held: bool = False,
) -> ToShip:
    """How urgent a share of an order is. Days are calendar days of its house from the order, as they were promised."""
    ship_by = ordered_on + timedelta(days=processing_days)
    left = (ship_by - today).days
    tone = "bad" if left < 0 else "warn" if left == 0 else "info"
    to_do = _LATER if is_held else _FIRST if is_new else TO_DO[shipment.status]
    return ToShip(shipment, ship_by, left, to_do, tone, house, is_new, is_held)


_REASONS: Mapping[str, tuple[int, Promise, Promise, str]] = {
    T.LOST: (0, _("Lost on the way"), _("Settle the loss with the carrier and the buyer"), "bad"),
    T.DAMAGED: (0, _("Damaged on the way"), _("Settle the damage with the carrier and the buyer"), "bad"),
    T.RETURNED: (1, _("Comes back to you"), _("Take it in and write to the buyer"), "bad"),
    T.EXPIRED: (2, _("No news for a long time"), _("Ask the carrier to search for it"), "bad"),
    T.EXCEPTION: (2, _("Held up"), _("Ask the carrier what it needs"), "bad"),
    T.ATTEMPT_FAILED: (4, _("Nobody opened the door"), _("Ask the buyer to be at home"), "warn"),
    T.AVAILABLE_FOR_PICKUP: (4, _("Waits to be picked up"), _("Remind the buyer"), "warn"),
    T.DELAYED: (6, _("Delayed by the carrier"), _("Tell the buyer"), "warn"),
}


def concern(shipment: FulfilmentView, *, promised_until: date | None, now: datetime) -> Concern | None:
    """What is wrong with a shipment that has left; None where it travels as it should."""
    found = [one for parcel in shipment.parcels if (one := _of_parcel(shipment, parcel, promised_until, now))]
    return min(found, key=lambda one: (one.grade, one.since)) if found else None


def _of_parcel(shipment: FulfilmentView, parcel: ParcelView, until: date | None, now: datetime) -> Concern | None:
    last = parcel.scans[-1] if parcel.scans else None
    since = last.occurred_at if last else shipment.handed_over_at or shipment.created_at
    judged = _judged(parcel.status, last, since, until, now)
    if judged is None:
        return None
    grade, reason, to_do, tone = judged
    return Concern(shipment, parcel.tracking_number, reason, to_do, since, tone, grade, until)


def _judged(
    status: str, last: ScanView | None, since: datetime, until: date | None, now: datetime
) -> tuple[int, Promise, Promise, str] | None:
    if status == T.DELIVERED:
        return None
    if status in _REASONS:
        return _REASONS[status]
    if status == T.CUSTOMS_HOLD and now - since > timedelta(days=CUSTOMS_DAYS):
        return 3, _("At customs for longer than usual"), _("Look whether the authority waits for you"), "bad"
    if now - since > timedelta(days=SILENT_DAYS):
        reason = _("No scan for days") if last is not None else _("Not scanned since it was handed over")
        return 5, reason, _("Ask the carrier where it is"), "warn"
    if until is not None and now.date() > until:
        return 6, _("Later than promised"), _("Tell the buyer"), "warn"
    return None
