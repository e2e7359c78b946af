"""Tariffs · reads, remembered in the process · public schema."""

from __future__ import annotations

import time
from collections import OrderedDict
from datetime import date
from typing import Any

from apps.markets import selectors as markets
from apps.markets.errors import MarketUnknown

from . import rules
from .errors import DatumMissing
from .models import Fee, Jurisdiction, JurisdictionPolicy, Measure, Regime, RuleRevision, TaxRate
from .rows import Stored, rule_set
from .types import Assessment, Consignment, RuleSet

EVERYWHERE = "WORLD"
_SECONDS = 60
_KEPT = 64
_revision: tuple[float, int] = (0.0, 0)
_known: OrderedDict[tuple[str, date, int], RuleSet] = OrderedDict()


def rules_for(ship_to: str, as_of: date) -> RuleSet:
    """The rules in force for deliveries to a country on a day.

    Remembered in the process until rules change; a change by another process is
    seen within a minute. A handful of queries when cold, none when warm.

    Raises:
        DatumMissing: we have no rules for the country.
    """
    key = (ship_to, as_of, _current_revision())
    found = _known.get(key)
    if found is None:
        found = _known[key] = _read(ship_to, as_of)
        if len(_known) > _KEPT:
            _known.popitem(last=False)
    else:
        _known.move_to_end(key)
    return found


def assess(consignment: Consignment, *, as_of: date) -> Assessment:
    """Duty, tax and fees of a consignment on a day.

    Raises:
        DatumMissing: a rule, rate, code or quantity is missing; it is named.
    """
    return rules.assess(consignment, as_of=as_of, rules=rules_for(consignment.ship_to, as_of))


def forget() -> None:
    """Look for changed rules at the next call."""
    global _revision
    _revision = (0.0, 0)
    _known.clear()


def _current_revision() -> int:
    global _revision
    until, revision = _revision
    if until <= time.monotonic():
        newest = RuleRevision.objects.order_by("-pk").values_list("pk", flat=True).first()
        revision = newest or 0
        _revision = (time.monotonic() + _SECONDS, revision)
    return revision


def _read(ship_to: str, as_of: date) -> RuleSet:
    places = list(Jurisdiction.objects.values_list("code", "parent_id", "country"))
    here = next((place for place in places if place[2] == ship_to), None)
    if here is None:
        raise DatumMissing(datum=f"rules for deliveries to {ship_to}", field="ship_to")
    code, union, _country = here
    members = {country for _code, parent, country in places if union and parent == union} | {ship_to}

    def in_force(model: Any) -> list[Any]:
        chain = [place for place in (code, union, EVERYWHERE) if place]
        fitting = model.objects.filter(jurisdiction__in=chain, is_enabled=True, valid__contains=as_of)
        found: list[Any] = list(fitting.select_related("source"))
        return sorted(found, key=lambda row: (chain.index(row.jurisdiction_id), row.pk))

    stored = Stored(*(in_force(model) for model in (JurisdictionPolicy, Regime, Measure, TaxRate, Fee)))
    return rule_set(ship_to, as_of, members=members, incoterm=_incoterm(ship_to), stored=stored)


def _incoterm(ship_to: str) -> str:
    """What our market promises; where we have none, duties are the buyer's."""
    try:
        return str(markets.for_country(ship_to).duty_policy)
    except MarketUnknown:
        return "DAP"
