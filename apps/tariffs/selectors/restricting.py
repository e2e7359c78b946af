"""Tariffs · what keeps goods out of a destination, by the stored rules · public schema."""

from __future__ import annotations

import hashlib
from datetime import date

from apps.tariffs import models
from apps.tariffs.rules import restrictions as rules
from apps.tariffs.types import Destination, GoodsFacts, Restricted, Restriction

from . import books, editions

_known: tuple[int, tuple[Restriction, ...]] = (-1, ())
_ByPrefix = dict[str, list[Restriction]]
_ways: dict[tuple[int, str, str], tuple[Destination, _ByPrefix]] = {}


def restricted(goods: GoodsFacts, *, ship_from: str, ship_to: str, on: date) -> tuple[Restricted, ...]:
    """What keeps goods from being sold from a country to another, or binds who may have and carry them.

    What is to hold later is among it, with its first day. No query when warm; a country without rules of its own
    has those of everywhere.
    """
    way, by_prefix = _way(ship_from, ship_to)
    code = goods.hs_code
    chosen = [rule for length in range(len(code) + 1) for rule in by_prefix.get(code[:length], ())]
    return rules.restricted(goods, way, chosen, on=on)


def restrictions_digest(on: date) -> str:
    """A hash of all restrictions and of which of them hold on a day: it changes when one is edited, begins or ends."""
    parts = [f"{rule!r}{rule.valid_from <= on and (rule.valid_to is None or on < rule.valid_to)}" for rule in _rules()]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _way(ship_from: str, ship_to: str) -> tuple[Destination, _ByPrefix]:
    revision = editions.current().revision
    key = (revision, ship_from, ship_to)
    if key not in _ways:
        if _ways and next(iter(_ways))[0] != revision:
            _ways.clear()
        start, end = books.place_of(ship_from), books.place_of(ship_to)
        way = Destination(
            ship_from=ship_from,
            ship_to=ship_to,
            from_chain=tuple(start.chain) if start else (books.EVERYWHERE,),
            to_chain=tuple(end.chain) if end else (books.EVERYWHERE,),
            members=books.territory_of(end) if end else frozenset({ship_to}),
        )
        by_prefix: _ByPrefix = {}
        for rule in _rules():
            if rules.holds_on(rule, way):
                by_prefix.setdefault(rule.hs_prefix, []).append(rule)
        _ways[key] = way, by_prefix
    return _ways[key]


def _rules() -> tuple[Restriction, ...]:
    global _known
    revision = editions.current().revision
    if _known[0] != revision:
        rows = models.Restriction.objects.filter(is_enabled=True).select_related("source").order_by("code")
        _known = (revision, tuple(_as_rule(row) for row in rows))
    return _known[1]


def _as_rule(row: models.Restriction) -> Restriction:
    return Restriction(
        rule_id=row.code,
        jurisdiction=row.jurisdiction_id,
        direction=row.direction,
        hs_prefix=row.hs_prefix,
        excluded_prefixes=tuple(row.excluded_prefixes),
        keyword=row.keyword,
        un_number=row.un_number,
        packing_group=row.packing_group,
        country=row.country,
        effect=row.effect,
        needs=row.needs,
        licence=row.licence,
        minimum_age=row.minimum_age,
        modes=tuple(row.modes),
        label=row.label,
        basis=row.basis,
        note=row.note,
        source_title=row.source.title,
        source_url=row.source.url,
        checked_on=row.source.checked_on,
        is_verified=row.is_verified,
        valid_from=row.valid.lower,
        valid_to=row.valid.upper,
        limit_of=row.limit_of,
        limit=row.limit,
        limit_unit=row.limit_unit,
    )
