"""Logistics · hubs and timetables read from CSV, legs closed and opened, all of it in editions · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.outbox import operations as outbox
from apps.reference import operations as reference
from apps.reference import selectors as countries
from apps.reference.types import LoadedTable

from ..errors import ClosingImpossible, LegUnknown, SheetUnreadable
from ..events import LegClosed, LegOpened
from ..models import Hub, NetworkEdition, ScheduledLeg
from ..rules import network as rules

HUB_COLUMNS = tuple(rules.HUB_COLUMNS)
LEG_COLUMNS = tuple(rules.LEG_COLUMNS)


@transaction_required
def load_hubs(text: str) -> LoadedTable:
    """Make the hubs of a CSV file known, each by its code; others stay as they are.

    Raises:
        SheetUnreadable: lines are wrong; it names each. Nothing is written.
    """
    rows, problems = rules.read_rows(text, rules.HUB_COLUMNS, rules.HUB_OPTIONAL)
    known = set(countries.places())
    problems += [
        rules.Problem(row["line"], "country", _("No country has this code."))
        for row in rows
        if row["country"] not in known
    ]
    return _load(Hub, rows, problems)


@transaction_required
def load_legs(text: str) -> LoadedTable:
    """Make the legs of a CSV file known, each by its code; others, and what is closed, stay as they are.

    Raises:
        SheetUnreadable: lines are wrong; it names each. Nothing is written.
    """
    rows, problems = rules.read_rows(text, rules.LEG_COLUMNS, rules.LEG_OPTIONAL)
    hubs = set(Hub.objects.values_list("code", flat=True))
    for row in rows:
        problems += [rules.Problem(row["line"], *told) for told in _wrong_in_leg(row, hubs)]
        row["origin_id"], row["destination_id"] = row.pop("origin"), row.pop("destination")
    return _load(ScheduledLeg, rows, problems)


def _wrong_in_leg(row: Mapping[str, Any], hubs: set[str]) -> list[tuple[str, str]]:
    told = [(end, _("No hub has this code.")) for end in ("origin", "destination") if row[end] not in hubs]
    if row["origin"] == row["destination"]:
        told.append(("destination", _("A leg goes to another hub.")))
    if row["weekdays"] and row["departs_at"] is None:
        told.append(("departs_at", _("Say at what time it departs on these weekdays.")))
    if not row["weekdays"] and not row["departures"]:
        told.append(("weekdays", _("Say on which weekdays it departs, or at which instants.")))
    if row["transit_h"] == 0:
        told.append(("transit_h", _("A leg takes an hour or more.")))
    return told


def _load(model: Any, rows: list[dict[str, Any]], problems: list[rules.Problem]) -> LoadedTable:
    seen: dict[str, int] = {}
    for row in rows:
        if row["code"] in seen:
            told = _("Line %(line)s has this code as well.") % {"line": seen[row["code"]]}
            problems.append(rules.Problem(row["line"], "code", told))
        seen[row["code"]] = row.pop("line")
    if problems:
        raise SheetUnreadable(sorted(problems, key=lambda one: one.line))
    loaded = reference.upsert(model, rows)
    if loaded.written:
        renew_network()
    return loaded


@transaction_required
def close_leg(code: str, *, since: datetime, until: datetime | None, reason: str, at: datetime, by: Actor) -> bool:
    """Say that a leg does not run from an instant until another (None: until further notice); whether that was news.

    Plans that need it are made anew by whoever listens.

    Raises:
        LegUnknown: there is none. ClosingImpossible: it would end before it begins, or no reason is given.
    """
    leg = _locked(code)
    if until is not None and until <= since:
        raise ClosingImpossible(field="until", problem=_("It has to end after it begins."))
    if not reason.strip():
        raise ClosingImpossible(field="reason", problem=_("Say why: people will ask."))
    told = (since, until, reason.strip()[:200])
    if (leg.closed_from, leg.closed_until, leg.closed_reason) == told:
        return False
    _say(leg, *told, at=at)
    closed = LegClosed(leg_code=code, since=since, until=until, reason=leg.closed_reason, occurred_at=at)
    outbox.emit(closed, at=at, by=by)
    return True


@transaction_required
def open_leg(code: str, *, at: datetime, by: Actor) -> bool:
    """Say that a leg runs again; whether that was news.

    Raises:
        LegUnknown: there is none.
    """
    leg = _locked(code)
    if leg.closed_from is None:
        return False
    _say(leg, None, None, "", at=at)
    outbox.emit(LegOpened(leg_code=code, occurred_at=at), at=at, by=by)
    return True


@transaction_required
def renew_network() -> None:
    """Say that hubs or legs are other ones now: what processes keep of them is read anew."""
    NetworkEdition.objects.update_or_create(pk=NetworkEdition.ONLY, defaults={"edition": uuid4()})


def _locked(code: str) -> ScheduledLeg:
    leg = ScheduledLeg.objects.select_for_update().filter(code=code).first()
    if leg is None:
        raise LegUnknown(leg=code)
    return leg


def _say(leg: ScheduledLeg, since: datetime | None, until: datetime | None, reason: str, *, at: datetime) -> None:
    leg.closed_from, leg.closed_until, leg.closed_reason, leg.changed_at = since, until, reason, at
    leg.save(update_fields=["closed_from", "closed_until", "closed_reason", "changed_at"])
    renew_network()
