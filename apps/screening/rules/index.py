"""Screening · names by their keys, in memory: pure data, built once for a state of the lists."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import scoring
from .keys import keys
from .names import Name, read

_CANDIDATES = 150
_SLIPS_IN_ONE_WORD = 2
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
        self._lone = {place: one.name.words[0] for place, one in enumerate(self.names) if len(one.name.words) == 1}
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
        return [*map(int, some), *self._alike(asked)]

    def _alike(self, asked: Name) -> list[int]:
        """Names of one word that a slip may have made of the one that is asked for: no other word leads to them."""
        if len(asked.words) != 1:
            return []
        found = process.extract(
            asked.words[0], self._lone, scorer=OSA.distance, score_cutoff=_SLIPS_IN_ONE_WORD, limit=_CANDIDATES
        )
        return [place for _, _, place in found]

    def _weight(self, word: str) -> float:
        """What a word weighs: less the more names have it."""
        count = self._counts.get(word)
        if count is None:
            return scoring.even(word)
        rarity = 1 - math.log(count / _COMMON_FROM) / math.log(max(len(self.names), 10) / _COMMON_FROM)
        return scoring.even(word) * max(_LEAST_RARITY, rarity)
