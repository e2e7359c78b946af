"""Screening · every name in force, held in memory for as long as the lists are the same · public schema.

Built where and when the first name is looked up: about 2 s and 45 MB for 30,000 names. Web processes that screen
nobody never have it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from apps.screening.models import ListEntry, ListName
from apps.screening.rules import deciding, scoring
from apps.screening.rules.names import Name
from apps.screening.types import Found, Kind, Level, PartyFacts

if TYPE_CHECKING:
    from apps.screening.rules.index import Index

_MOST_FOUND = 20
_MARGIN = 0.03

_lock = threading.Lock()
_kept: tuple[str, Index] | None = None


def find(facts: PartyFacts, *, edition: str) -> list[Found]:
    """Entries in force that a party is, or may be: those above clear, the gravest first. Two queries, one where none.

    `edition` is what `lists.edition()` told.
    """
    likely = [
        (one, found)
        for one, found in index(edition).search(facts.name)
        if found.score >= deciding.REVIEW_FROM - _MARGIN
    ]
    if not likely and not facts.identifiers:
        return []
    entries = _entries([one.entry_id for one, _ in likely], facts)
    by_entry = {one.entry_id: (one, found) for one, found in likely}
    results = []
    for entry in entries:
        one, likeness = by_entry.get(entry.pk, (None, scoring.Likeness(0.0)))
        judged = deciding.judge(facts, _facts_of(entry), likeness, is_weak=one is not None and one.is_weak)
        if judged.level is not Level.CLEAR:
            results.append(Found(entry.pk, judged.level, judged.score, _features(likeness, judged)))
    return sorted(results, key=lambda found: (-found.level.gravity, -found.score))[:_MOST_FOUND]


def index(edition: str) -> Index:
    """The index of these versions of the lists; another than before is built anew."""
    global _kept
    kept = _kept
    if kept is None or kept[0] != edition:
        with _lock:
            kept = _kept
            if kept is None or kept[0] != edition:
                kept = _kept = (edition, _built(edition))
    return kept[1]


def _built(edition: str) -> Index:
    # NumPy comes with the first name that is looked up, not with every process.
    from apps.screening.rules.index import Index, IndexedName

    return Index(IndexedName(entry_id, name, is_weak) for entry_id, name, is_weak in _rows(edition))


def _rows(edition: str) -> Iterable[tuple[int, Name, bool]]:
    sources = [part.partition(":")[0] for part in edition.split(" ")]
    rows = ListName.objects.filter(entry__until__isnull=True, entry__source__in=sources).order_by("pk")
    for entry_id, words, is_bare, is_weak in rows.values_list("entry_id", "words", "is_bare", "is_weak").iterator():
        yield entry_id, Name(tuple(words.split(" ")), is_bare), is_weak


def _entries(entry_ids: list[int], facts: PartyFacts) -> list[ListEntry]:
    found = list(ListEntry.objects.filter(pk__in=entry_ids))
    for kind, number in facts.identifiers:
        known = ListEntry.objects.filter(until__isnull=True, identifiers__contains=[[kind, number]])
        found += [entry for entry in known if entry not in found]
    return found


def _facts_of(entry: ListEntry) -> deciding.EntryFacts:
    return deciding.EntryFacts(Kind(entry.kind), entry.birth_dates, entry.countries, entry.identifiers)


def _features(likeness: scoring.Likeness, judged: deciding.Judged) -> dict[str, Any]:
    return {
        "name_score": likeness.score,
        "met": [[one.said, one.listed, round(one.alike, 4)] for one in likeness.met],
        "said_only": list(likeness.said_only),
        "listed_only": list(likeness.listed_only),
        "reasons": list(judged.reasons),
    }
