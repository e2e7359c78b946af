"""Storefront · what the steps of a parcel's way are called · no tables."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.aftersales.rules.words import state_words
from apps.checkout.types import PartStatus, TimelineEntry
from apps.logistics.types import TrackingStatus
from apps.storefront import customs_lane

TITLES: Mapping[str, Promise] = {
    "checkout.placed": _("Order placed and paid"),
    "orders.placed": _("The seller has the order"),
    "orders.confirmed": _("Confirmed by the seller"),
    "orders.packed": _("Packed"),
    "shipping.label_printed": _("Label printed"),
    "orders.shipped": _("Handed over to the carrier"),
    "orders.delivered": _("Delivered"),
    "orders.cancelled": _("Cancelled"),
    "orders.pieces_cancelled": _("Some pieces are not sent"),
    "orders.swapped": _("Another version is sent"),
    "orders.address_changed": _("It goes to another address"),
    "orders.wishes_changed": _("Your wishes for the parcel are with the seller"),
    "orders.returned": _("Returned and refunded"),
    "itineraries.offered": _("The seller lets you choose how your order travels"),
    "itineraries.chosen": _("It is decided how your order travels"),
    "itineraries.replanned": _("A connection does not run: your order takes another way"),
    "checkout.refunded": _("Money is on its way back to you"),
    "INFO_RECEIVED": _("The carrier knows of the parcel"),
    "PICKED_UP": _("Picked up"),
    "ORIGIN_HUB": _("Sorted near the seller"),
    "EXPORT_CUSTOMS": _("Cleared for export"),
    "DEPARTED": _("Left the country"),
    "ARRIVED": _("Arrived in your country"),
    "IMPORT_CUSTOMS_PRESENTED": _("Presented to customs"),
    "IMPORT_CUSTOMS_RELEASED": _("Released by customs"),
    "DESTINATION_HUB": _("Sorted near you"),
    "OUT_FOR_DELIVERY": _("Out for delivery"),
    "ATTEMPT_FAILED": _("Delivery was tried"),
    "DELIVERED": _("Delivered"),
    "DELAYED": _("Delayed"),
    "DAMAGED": _("Damaged on the way"),
    "LOST": _("Lost on the way"),
    "CANCELLED": _("Cancelled"),
}
CHANGES = frozenset({"orders.pieces_cancelled", "orders.swapped", "orders.address_changed", "orders.wishes_changed"})
CUSTOMS = frozenset({"EXPORT_CUSTOMS", "IMPORT_CUSTOMS_PRESENTED", "IMPORT_CUSTOMS_RELEASED"})
AT_CUSTOMS = frozenset({"customs_hold", "customs_released"})
PROBLEMS = frozenset(
    {"attempt_failed", "delayed", "exception", "expired", "damaged", "lost", "returned", "orders.cancelled"}
)
OPEN = frozenset(
    {"checkout.placed", "orders.placed", "orders.confirmed", "orders.packed", "orders.shipped", "orders.delivered",
     customs_lane.TOPIC}
)  # fmt: skip
UNTITLED = frozenset(
    {"shipping.packed", "shipping.handed_over", "shipping.delivered", "shipping.failed", "shipping.returned"}
)

NEXT: Mapping[PartStatus, Promise] = {
    PartStatus.PLACED: _("Next: the seller confirms and packs your goods."),
    PartStatus.CONFIRMED: _("Next: the seller packs your goods and prints the label."),
    PartStatus.PACKED: _("Next: the carrier picks the parcel up."),
    PartStatus.SHIPPED: _("Next: the parcel travels to you; every scan appears here."),
    PartStatus.DELIVERED: _("It is there. Tell others how you find it."),
    PartStatus.CANCELLED: _("This is cancelled. You get the money back."),
}
NEXT_BY_SCAN: Mapping[str, Promise] = {
    "customs_hold": _("Next: customs checks the parcel and lets it go on."),
    "customs_released": _("Next: the parcel goes to the depot near you."),
    "out_for_delivery": _("Next: the courier rings at your door today."),
    "attempt_failed": _("Next: the carrier tries again on its next working day."),
    "available_for_pickup": _("Next: you pick the parcel up."),
    "delayed": _("Next: the parcel goes on with the next departure."),
    "exception": _("Next: the carrier sorts out what holds the parcel up."),
    "expired": _("Next: the carrier is asked where the parcel is."),
    "delivered": _("It is there. Tell others how you find it."),
    "lost": _("Next: the seller settles the loss with the carrier. You get your money back or the goods again."),
    "damaged": _("Next: the seller settles the damage with the carrier. You get your money back or the goods again."),
    "returned": _("Next: the seller writes to you about your money."),
}


def status_of(entry: TimelineEntry) -> str:
    """The tracking status of a scan, the topic of anything else."""
    return str(entry.data.get("status", "")) if entry.code == "shipping.tracked" else entry.code


def title(entry: TimelineEntry) -> Promise | str:
    """A step's title: by the carrier's code where it is known, else by its status, else in the carrier's words."""
    if entry.code != "shipping.tracked":
        case, _dot, state = entry.code.partition(".")
        return TITLES.get(entry.code) or state_words(case, state) or entry.code
    known = TITLES.get(str(entry.data.get("code", "")))
    if known is not None:
        return known
    status = status_of(entry)
    if status in TrackingStatus.values:
        return TrackingStatus(status).label
    return str(entry.data.get("text") or status)
