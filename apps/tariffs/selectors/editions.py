"""Tariffs · which edition of the rules holds: revisions, and the hash of each jurisdiction's rows · public schema."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from apps.tariffs.models import (
    Fee,
    GeoGroupMember,
    JurisdictionPolicy,
    Measure,
    OriginProof,
    Regime,
    RuleRevision,
    RuleSource,
    Stacking,
    TaxRate,
)

RULES: tuple[Any, ...] = (JurisdictionPolicy, Regime, Measure, Stacking, OriginProof, TaxRate, Fee)
GROUPS = ""
_SECONDS = 60
_HASH = """
    SELECT {place}, md5(string_agg(md5(row::text || source::text), '' ORDER BY row.code COLLATE "C")),
           array_agg(DISTINCT lower(row.valid)), array_agg(DISTINCT upper(row.valid))
      FROM {table} AS row JOIN {sources} AS source ON source.code = row.source_id
     WHERE {used} GROUP BY 1
"""


@dataclass(frozen=True)
class Edition:
    """The rules as they stand at a revision: of each jurisdiction the hash of all rows, and the days of its changes."""

    revision: int
    places: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


_current: tuple[float, Edition] = (0.0, Edition(-1))


def current() -> Edition:
    """The newest edition; looked for once a minute, one query."""
    global _current
    until, known = _current
    if until <= time.monotonic():
        newest = RuleRevision.objects.order_by("-pk").values_list("pk", "editions").first()
        revision, places = newest or (0, {})
        if revision != known.revision:
            known = Edition(revision, places or reckoned())
        _current = (time.monotonic() + _SECONDS, known)
    return known


def forget() -> None:
    """Look for a newer edition at the next call."""
    global _current
    _current = (0.0, Edition(-1))


def reckoned() -> dict[str, dict[str, Any]]:
    """By jurisdiction the hash of its enabled rows with their sources, and the ISO days on which one begins or ends.

    Under "" those of the groups of countries. One query for each kind of rule.
    """
    hashes: dict[str, list[str]] = defaultdict(list)
    days: dict[str, set[str]] = defaultdict(set)
    for model in (*RULES, GeoGroupMember):
        is_rule = model is not GeoGroupMember
        sql = _HASH.format(
            place="row.jurisdiction_id" if is_rule else "''",
            table=model._meta.db_table,
            sources=RuleSource._meta.db_table,
            used="row.is_enabled" if is_rule else "true",
        )
        with connection.cursor() as cursor:
            cursor.execute(sql)
            for place, digest, begins, ends in cursor.fetchall():
                hashes[place].append(digest)
                days[place] |= {day.isoformat() for day in (*begins, *ends) if day is not None}
    return {place: {"digest": "".join(found), "changes": sorted(days[place])} for place, found in hashes.items()}
