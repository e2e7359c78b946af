"""Tariffs · how rows are looked at: as they hold, as they were known at a revision, or with drafts · public schema."""

from __future__ import annotations

import copy
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from apps.tariffs.models import RuleChange
from apps.tariffs.models.changes import SOURCES

from . import lists
from .editions import Edition

Before = Mapping[str, str | None]


@dataclass(eq=False)
class Lens:
    """Rows as they hold now. `shelf` remembers the books that were read through it.

    `edition` is the edition to be read, None: the newest; `days` are those on which rules change besides the
    edition's own; `mark` goes into the hash of the rules.
    """

    edition: Edition | None = None
    days: frozenset[date] = frozenset()
    mark: str = ""
    shelf: dict[str, Any] = field(default_factory=dict)

    def rows(self, found: QuerySet[Any]) -> list[Any]:
        """Of rows, enabled or not, those that are in use."""
        return list(found.filter(is_enabled=True))

    def knows(self, rate_ids: Collection[str]) -> bool:
        """Whether the authority's rates of exchange of a day, by their ids, are published."""
        return bool(rate_ids)


NOW = Lens()


class Past(Lens):
    """Rules as they were known at a revision: what was done to them since is undone.

    Rates of exchange that were published later are told by `rates`, the ids of those that were used then.
    """

    def __init__(self, edition: Edition, at: datetime, rates: Collection[str]) -> None:
        super().__init__(edition=edition)
        self.at, self.rates = at, frozenset(rates)

    def rows(self, found: QuerySet[Any]) -> list[Any]:
        """Of rows, those that were in use then, as they were."""
        rows = list(found)
        _undo(lists.kind_of(found.model), {row.pk: [row] for row in rows}, self.at)
        sources: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            sources[row.source_id].append(row.source)
        _undo(SOURCES, sources, self.at)
        return [row for row in rows if row.is_enabled and (row.known_at is None or row.known_at <= self.at)]

    def knows(self, rate_ids: Collection[str]) -> bool:
        """Whether rates of that day were used then."""
        return not self.rates.isdisjoint(rate_ids)


class Supposed(Lens):
    """Rules as they will hold when drafts are in force: each ends what it supersedes where it begins."""

    def __init__(self, drafts: Iterable[Any]) -> None:
        self.drafts = {(type(row), row.pk): row for row in drafts}
        self.ends = {(type(row), row.supersedes_id): row for row in self.drafts.values() if row.supersedes_id}
        bounds = {day for row in self.drafts.values() for day in (row.valid.lower, row.valid.upper)}
        said = sorted(f"{row.pk} {row.valid} {row.checked_at}" for row in self.drafts.values())
        super().__init__(
            days=frozenset(day for day in bounds if day is not None),
            mark=hashlib.sha256("|".join(said).encode()).hexdigest(),
        )

    def rows(self, found: QuerySet[Any]) -> list[Any]:
        """Of rows, those in use and the drafts."""
        codes = [code for model, code in self.drafts if model is found.model]
        rows = [self._ended(row) for row in found.filter(is_enabled=True)]
        rows += [row for row in found.filter(pk__in=codes, is_enabled=False) if not row.only_ends]
        return [row for row in rows if row is not None]

    def _ended(self, row: Any) -> Any:
        follower = self.ends.get((type(row), row.pk))
        if follower is None or (row.valid.upper and row.valid.upper <= follower.valid.lower):
            return row
        if follower.valid.lower <= row.valid.lower:
            return None
        ended = copy.copy(row)
        ended.valid = DateRange(row.valid.lower, follower.valid.lower, "[)")
        return ended


def _undo(kind: str, rows: Mapping[str, list[Any]], at: datetime) -> None:
    """Set what was changed after an instant to what it was, the newest change first."""
    changes = RuleChange.objects.filter(kind=kind, rule__in=list(rows), at__gt=at).order_by("-pk")
    for rule, before in changes.values_list("rule", "before"):
        for row in rows[rule]:
            _set(row, before)


def _set(row: Any, before: Before) -> None:
    for name, text in before.items():
        column = row._meta.get_field(name)
        setattr(row, name, None if text is None else column.to_python(text))
