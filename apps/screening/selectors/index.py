"""Screening · every name in force, held in memory for as long as the lists are the same · public schema.

Built where and when the first name is looked up: about 2 s and 45 MB for 30,000 names. Web processes that screen
nobody never have it.
"""

from __future__ import annotations

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from apps.screening.models import ListEntry, ListName
from apps.screening.rules import deciding, scoring
from apps.screening.rules.keys import keys
from apps.screening.rules.names import Name, read
from apps.screening.types import Found, Kind, Level, PartyFacts

_CANDIDATES = 60
_MOST_FOUND = 20
_COMMON_FROM = 3
_LEAST_RARITY = 0.35


@dataclass(frozen=True)
class IndexedName:
    """A name of an entry, as compared."""

    entry_id: int
    name: Name
    is_weak: bool = False


class Index:
    """Names by their keys. A search looks at the few dozen that share the rarest keys with what is asked for."""

    def __init__(self, names: Iterable[IndexedName]) -> None:
        self.names = list(names)
        postings: dict[str, list[int]] = defaultdict(list)
        known: Counter[str] = Counter()
        for place, one in enumerate(self.names):
            known.update(set(one.name.words))
            for key in keys(one.name):
                postings[key].append(place)
        self._postings = {key: np.array(places, dtype=np.int32) for key, places in postings.items()}
        self._counts = {word: count for word, count in known.items() if count > _COMMON_FROM}

    def search(self, name: str) -> list[tuple[IndexedName, scoring.Likeness]]:
        """Names that may be this one, with how alike they are; of each entry the most alike, the best first."""
        asked = read(name)
        best: dict[int, tuple[IndexedName, scoring.Likeness]] = {}
        for place in self._candidates(asked):
            one = self.names[place]
            found = scoring.compare(asked, one.name, weight=self._weight)
            before = best.get(one.entry_id)
            if before is None or (found.score, not one.is_weak) > (before[1].score, not before[0].is_weak):
                best[one.entry_id] = (one, found)
        return sorted(best.values(), key=lambda pair: -pair[1].score)

    def _candidates(self, asked: Name) -> list[int]:
        weights = np.zeros(len(self.names), dtype=np.float32)
        for key in keys(asked):
            places = self._postings.get(key)
            if places is not None:
                weights[places] += 1 / (1 + math.log(len(places)))
        some = np.flatnonzero(weights)
        if len(some) > _CANDIDATES:
            some = some[np.argpartition(weights[some], -_CANDIDATES)[-_CANDIDATES:]]
        return [int(place) for place in some]

    def _weight(self, word: str) -> float:
        """What a word weighs: less the more names have it."""
        count = self._counts.get(word)
        if count is None:
            return scoring.even(word)
        rarity = 1 - math.log(count / _COMMON_FROM) / math.log(max(len(self.names), 10) / _COMMON_FROM)
        return scoring.even(word) * max(_LEAST_RARITY, rarity)


_lock = threading.Lock()
_kept: tuple[str, Index] | None = None


def find(facts: PartyFacts, *, edition: str) -> list[Found]:
    """Entries in force that a party is, or may be: those above clear, the gravest first. Two queries, one where none.

    `edition` is what `lists.edition()` told.
    """
    likely = [
        (one, found) for one, found in index(edition).search(facts.name) if found.score >= deciding.REVIEW_FROM - 0.03
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
                kept = _kept = (edition, Index(_rows(edition)))
    return kept[1]


def _rows(edition: str) -> Iterable[IndexedName]:
    sources = [part.partition(":")[0] for part in edition.split(" ")]
    rows = ListName.objects.filter(entry__until__isnull=True, entry__source__in=sources).order_by("pk")
    for entry_id, words, is_bare, is_weak in rows.values_list("entry_id", "words", "is_bare", "is_weak").iterator():
        yield IndexedName(entry_id, Name(tuple(words.split(" ")), is_bare), is_weak)


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
