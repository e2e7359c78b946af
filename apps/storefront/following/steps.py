"""Storefront · a parcel's steps and its lane at customs · no tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.checkout.types import TimelineEntry
from apps.common.local_time import at_place
from apps.common.money import from_wire
from apps.storefront import customs_lane

from . import titles


@dataclass(frozen=True)
class Step:
    """One step of a timeline, as the component shows it; `place_at` is the instant by the clock of the place."""

    title: Promise | str
    at: datetime
    place: str
    note: Promise | str
    state: str
    place_at: datetime | None = None


def steps(known: Sequence[TimelineEntry]) -> tuple[Step, ...]:
    """What happened, in the order given, without what customs tells."""
    own = [entry for entry in known if entry.code != customs_lane.TOPIC]
    return tuple(_step(entry, is_last=entry is own[-1]) for entry in own)


def customs(known: Sequence[TimelineEntry]) -> tuple[Step, ...]:
    """What customs itself tells; where it has told nothing, what the carrier saw."""
    told = [entry for entry in known if entry.code == customs_lane.TOPIC]
    if not told:
        scans = [entry for entry in known if is_at_customs(entry)]
        return tuple(_step(entry, is_last=entry is scans[-1]) for entry in scans)
    lane = []
    for entry in told:
        is_last = entry is told[-1]
        title, note = customs_lane.message(entry)
        state = customs_lane.state_of(entry, is_last=is_last)
        lane.append(Step(title, entry.occurred_at, "", note if is_last else "", state))
    return tuple(lane)


def shown_to_anybody(known: Sequence[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    """What whoever got a link may read: the way of the parcels, not what became of the money, nor why."""
    return tuple(entry for entry in known if entry.code in titles.OPEN or entry.code.startswith("shipping."))


def is_at_customs(entry: TimelineEntry) -> bool:
    """Whether a scan tells of a border."""
    return str(entry.data.get("code", "")) in titles.CUSTOMS or titles.status_of(entry) in titles.AT_CUSTOMS


def _step(entry: TimelineEntry, *, is_last: bool) -> Step:
    state = "problem" if titles.status_of(entry) in titles.PROBLEMS else "now" if is_last else "done"
    place = str(entry.data.get("location") or "")
    return Step(titles.title(entry), entry.occurred_at, place, _note(entry), state, _at_the_place(entry))


def _at_the_place(entry: TimelineEntry) -> datetime | None:
    """The instant of a scan by the clock of its place; None where that is no other than ours, or not known."""
    if entry.code != "shipping.tracked":
        return None
    told = entry.data
    at = at_place(entry.occurred_at, country=str(told.get("country", "")), lat=told.get("lat"), lon=told.get("lon"))
    return at if at is not None and at.utcoffset() else None


def _note(entry: TimelineEntry) -> str:
    if entry.code == "checkout.refunded":
        return str(from_wire(entry.data["amount"]))
    if entry.code.startswith("itineraries.") and entry.data.get("estimated_from"):
        days = {name: date.fromisoformat(entry.data[f"estimated_{name}"]) for name in ("from", "to")}
        shown = {name: date_format(day, "SHORT_DATE_FORMAT") for name, day in days.items()}
        return _("Expected at the last hub from %(from)s to %(to)s.") % shown
    if entry.code in titles.CHANGES:
        return " · ".join(str(entry.data[name]) for name in ("text", "reason") if entry.data.get(name))
    return str(entry.data.get("reason", "")) if entry.code == "orders.cancelled" else ""
