"""Storefront · a part's way from the shelf to the door, as a timeline and a route · no tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.checkout.types import PartStatus, PartView, TimelineEntry
from apps.common.money import from_wire

from . import customs_lane

TITLES: Mapping[str, Promise] = {
    "checkout.placed": _("Order placed and paid"),
    "orders.placed": _("The seller has the order"),
    "orders.confirmed": _("Confirmed by the seller"),
    "orders.packed": _("Packed"),
    "shipping.label_printed": _("Label printed"),
    "orders.shipped": _("Handed over to the carrier"),
    "orders.delivered": _("Delivered"),
    "orders.cancelled": _("Cancelled"),
    "orders.returned": _("Returned and refunded"),
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
CUSTOMS = frozenset({"EXPORT_CUSTOMS", "IMPORT_CUSTOMS_PRESENTED", "IMPORT_CUSTOMS_RELEASED"})
_PROBLEMS = frozenset({"ATTEMPT_FAILED", "DELAYED", "DAMAGED", "LOST", "orders.cancelled"})
_SKIPPED = frozenset({"shipping.packed", "shipping.handed_over", "shipping.delivered", "shipping.failed"})

NEXT: Mapping[PartStatus, Promise] = {
    PartStatus.PLACED: _("Next: the seller confirms and packs your goods."),
    PartStatus.CONFIRMED: _("Next: the seller packs your goods and prints the label."),
    PartStatus.PACKED: _("Next: the carrier picks the parcel up."),
    PartStatus.SHIPPED: _("Next: the parcel travels to you; every scan appears here."),
    PartStatus.DELIVERED: _("It is there. Tell others how you find it."),
    PartStatus.CANCELLED: _("The seller could not send this. You get the money back."),
}


@dataclass(frozen=True)
class Step:
    """One step of a timeline, as the component shows it."""

    title: Promise | str
    at: datetime
    place: str
    note: Promise | str
    state: str


@dataclass(frozen=True)
class Journey:
    """A part with its steps, its customs lane, the places it passed and what happens next."""

    part: PartView
    steps: tuple[Step, ...]
    customs: tuple[Step, ...]
    places: tuple[tuple[float, float], ...]
    place_names: tuple[str, ...]
    next_step: Promise


def journeys(
    parts: Sequence[PartView],
    timeline: Sequence[TimelineEntry],
    *,
    ship_to: str,
    centres: Mapping[str, tuple[float, float]],
) -> tuple[Journey, ...]:
    """The way of each part; `centres` maps a country to latitude and longitude in degrees."""
    return tuple(_journey(part, timeline, ship_to, centres) for part in parts)


def _journey(
    part: PartView,
    timeline: Sequence[TimelineEntry],
    ship_to: str,
    centres: Mapping[str, tuple[float, float]],
) -> Journey:
    known = [entry for entry in timeline if entry.vendor_id in (None, part.vendor_id) and entry.code not in _SKIPPED]
    known.sort(key=lambda entry: (entry.code != "checkout.placed", entry.occurred_at))
    own = [entry for entry in known if entry.code != customs_lane.TOPIC]
    steps = [_step(entry, is_last=entry is own[-1]) for entry in own]
    places, names = _places(own, part, ship_to, centres)
    return Journey(
        part=part,
        steps=tuple(steps),
        customs=_customs(known),
        places=places,
        place_names=names,
        next_step=NEXT[part.status],
    )


def _customs(known: Sequence[TimelineEntry]) -> tuple[Step, ...]:
    """What customs itself tells; where it has told nothing, what the carrier saw."""
    told = [entry for entry in known if entry.code == customs_lane.TOPIC]
    if not told:
        scans = [entry for entry in known if _scan_code(entry) in CUSTOMS]
        return tuple(_step(entry, is_last=entry is scans[-1]) for entry in scans)
    steps = []
    for entry in told:
        is_last = entry is told[-1]
        title, note = customs_lane.message(entry)
        state = customs_lane.state_of(entry, is_last=is_last)
        steps.append(Step(title, entry.occurred_at, "", note if is_last else "", state))
    return tuple(steps)


def _step(entry: TimelineEntry, *, is_last: bool) -> Step:
    code = _scan_code(entry)
    state = "problem" if code in _PROBLEMS else "now" if is_last else "done"
    title = TITLES.get(code) or str(entry.data.get("text") or code)
    return Step(title, entry.occurred_at, str(entry.data.get("location") or ""), _note(entry), state)


def _note(entry: TimelineEntry) -> str:
    if entry.code == "checkout.refunded":
        return str(from_wire(entry.data["amount"]))
    return str(entry.data.get("reason", "")) if entry.code == "orders.cancelled" else ""


def _scan_code(entry: TimelineEntry) -> str:
    return str(entry.data.get("code", "")) if entry.code == "shipping.tracked" else entry.code


def _places(
    entries: Sequence[TimelineEntry],
    part: PartView,
    ship_to: str,
    centres: Mapping[str, tuple[float, float]],
) -> tuple[tuple[tuple[float, float], ...], tuple[str, ...]]:
    """Where the parcel was seen, from the seller's country; where nothing was seen yet, the way it will go."""
    seen: list[tuple[float, float]] = []
    names: list[str] = []
    for entry in entries:
        where = _point(entry.data)
        if where and where not in seen:
            seen.append(where)
            names.append(str(entry.data.get("location", "")))
    if not seen and part.vendor_country in centres:
        seen = [centres[part.vendor_country]]
    if len(seen) < 2 and ship_to in centres:
        seen.append(centres[ship_to])
    return tuple(seen), tuple(names)


def _point(data: Mapping[str, Any]) -> tuple[float, float] | None:
    lat, lon = data.get("lat"), data.get("lon")
    return (float(lat), float(lon)) if lat is not None and lon is not None else None
