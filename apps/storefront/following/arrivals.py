"""Storefront · when a parcel will be there, how sure that is, and what the buyer may have to do · no tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.checkout.types import PartStatus, PartView, TimelineEntry
from apps.promises.types import Basis, Expectation

from . import titles

ENDED = frozenset({"delivered", "lost", "damaged", "returned", "cancelled"})


@dataclass(frozen=True)
class Arrival:
    """The days between which a parcel is expected, None where no day can be named; `how_sure` says by what.

    `by_carrier` are the days that the carrier itself tells, where they are others.
    """

    first_on: date | None
    last_on: date | None
    how_sure: Promise | str = ""
    by_carrier: tuple[date, date] | None = None
    is_late: bool = False
    is_today: bool = False


@dataclass(frozen=True)
class Ask:
    """Something that the buyer may have to do."""

    title: Promise | str
    text: Promise | str
    tone: str = "info"


def arrival(
    part: PartView, scans: Sequence[TimelineEntry], *, status: str, expectation: Expectation | None, today: date
) -> Arrival | None:
    """The days at the door; None where the way has ended.

    Before hand-over those that were promised with the purchase; then what parcels on this way took; of a way that too
    few went, what the carrier tells, else its table.
    """
    if status in ENDED or part.status in (PartStatus.DELIVERED, PartStatus.CANCELLED):
        return None
    if status == "out_for_delivery":
        return Arrival(today, today, _("The courier has the parcel on board."), is_today=True)
    if expectation is None:
        return Arrival(part.arrives_from, part.arrives_until, _("As promised with your purchase."))
    told = _told_by_carrier(scans)
    if expectation.is_late:
        return Arrival(None, None, _late(), by_carrier=told if told and told[1] >= today else None, is_late=True)
    days = (expectation.first_on, expectation.last_on)
    if expectation.basis is not Basis.TABLE and expectation.count:
        return Arrival(*days, _how_sure(expectation), by_carrier=told if told not in (None, days) else None)
    if told and told[1] >= today:
        return Arrival(*told, _("By the carrier's own estimate."))
    return Arrival(*days, _("By the carrier's timetable: too few parcels have gone this way to say more."))


def asks(part: PartView, scans: Sequence[TimelineEntry], *, status: str, owes_on_arrival: str) -> tuple[Ask, ...]:
    """What the buyer may have to do now; `owes_on_arrival` is what is paid at the door, as text, "" for nothing."""
    place = next((str(one.data["location"]) for one in reversed(scans) if one.data.get("location")), "")
    found: list[Ask] = []
    if status == "available_for_pickup":
        text = (
            format_lazy(_("It waits at {place}. Bring the tracking number and a paper with your name."), place=place)
            if place
            else _("Bring the tracking number and a paper with your name.")
        )
        found.append(Ask(_("Pick your parcel up"), text, "warning"))
    if status == "attempt_failed":
        text = _("The carrier comes again on its next working day. Have somebody at home, or ask a neighbour.")
        found.append(Ask(_("Nobody opened the door"), text, "warning"))
    if status in ("lost", "damaged"):
        text = _("The seller has been told and looks after it. You need not prove anything to the carrier.")
        found.append(Ask(_("We are sorry"), text, "warning"))
    if owes_on_arrival and status not in ENDED and part.status is not PartStatus.DELIVERED:
        text = format_lazy(
            _("The carrier asks for about {amount} of duty and tax before it hands the parcel over."),
            amount=owes_on_arrival,
        )
        found.append(Ask(_("To pay at the door"), text))
    return tuple(found)


def next_step(part: PartView, *, status: str) -> Promise | str:
    """What happens next."""
    if part.status is PartStatus.SHIPPED:
        return titles.NEXT_BY_SCAN.get(status, titles.NEXT[PartStatus.SHIPPED])
    return titles.NEXT[part.status]


def _how_sure(expectation: Expectation) -> Promise | str:
    figures = {"tenths": expectation.tenths, "count": expectation.count}
    if expectation.basis is Basis.ZONES:
        return (
            _("%(tenths)d of 10 parcels on ways like this one took such a time (seen on the last %(count)d).") % figures
        )
    return _("%(tenths)d of 10 parcels on this way arrive between these days (seen on the last %(count)d).") % figures


def _late() -> Promise | str:
    return _(
        "It takes longer than nearly all parcels on this way did. No day can be named honestly before the next scan."
    )


def _told_by_carrier(scans: Sequence[TimelineEntry]) -> tuple[date, date] | None:
    for scan in reversed(scans):
        first, last = scan.data.get("estimated_from"), scan.data.get("estimated_to")
        if first and last:
            return date.fromisoformat(str(first)), date.fromisoformat(str(last))
    return None
