"""Classification · the index, and the codes nearest to a text · pure, NumPy only.

Learning an index needs scikit-learn (`learning.py`), asking it does not: a process that only asks holds NumPy and
one index of about 40 MB.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ..types import Candidate, Entry, Kind
from . import meaning, words

KINDS = tuple(Kind)
# How far an entry counts beside one that a person confirmed, what a heading lends to each of its codes, how many
# neighbours speak, and how many codes are told: settled by five-fold trials on parcel lines.
_BELIEF = {Kind.NOMENCLATURE: 0.3, Kind.VOCABULARY: 0.5, Kind.CONFIRMED: 1.0}
_HEADING_SHARE = 0.2
_NEIGHBOURS = 100
CODES_TOLD = 5

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Calibration:
    """Turns what is known of an answer into the probability that it is right.

    `answer_from` is the confidence below which nothing is suggested.
    """

    weights: tuple[float, ...]
    bias: float
    answer_from: float

    def probability(self, signs: Sequence[float]) -> float:
        """The logistic function of the weighted signs."""
        total = self.bias + sum(weight * sign for weight, sign in zip(self.weights, signs, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True)
class Postings:
    """Entries by feature: those of feature `i` are `entries[starts[i]:starts[i + 1]]`, each with its weight.

    `vectors` has a row for each entry where the index knows what texts mean.
    """

    starts: NDArray[np.int64]
    entries: Numbers
    weights: Floats
    texts: tuple[str, ...]
    codes: tuple[str, ...]
    kinds: NDArray[np.uint8]
    vectors: Floats | None = None

    @property
    def belief(self) -> Floats:
        """How far each entry counts."""
        return np.array([_BELIEF[kind] for kind in KINDS], dtype=np.float32)[self.kinds]


@dataclass(frozen=True)
class Meaning:
    """The model that made the vectors of an index, and how sure answers are that count them."""

    model: meaning.Model
    calibration: Calibration


@dataclass(frozen=True)
class Index:
    """What has been learned, and a small part for what was confirmed since; `rarity` is each feature's idf.

    `calibration` is of answers by words alone; where there is a `meaning` its own is in force.
    """

    vocabulary: Mapping[str, int]
    rarity: Floats
    learned: Postings
    calibration: Calibration
    fresh: Postings | None = None
    fresh_vocabulary: Mapping[str, int] = field(default_factory=dict)
    meaning: Meaning | None = None

    @property
    def in_force(self) -> Calibration:
        """The calibration of what is answered."""
        return self.meaning.calibration if self.meaning else self.calibration

    def with_fresh(self, entries: Sequence[Entry]) -> Index:
        """The same index that also knows these entries, the words in them that it had never seen included."""
        known: dict[str, int] = {}
        rows = []
        for entry in entries:
            for view in words.features(entry.text):
                for feature in view:
                    if feature not in self.vocabulary:
                        known.setdefault(feature, len(self.rarity) + len(known))
        grown = replace(self, fresh=None, fresh_vocabulary=known)
        for entry in entries:
            rows.append(grown.vector(entry.text))
        fresh = _posted(rows, entries)
        if fresh is not None and self.meaning is not None:
            fresh = replace(fresh, vectors=self.meaning.model.vectors(fresh.texts))
        return replace(grown, fresh=fresh)

    def vector(self, text: str) -> dict[int, float]:
        """The text's features by number with their weights; each view is as long as its share."""
        found: dict[int, float] = {}
        rarest = float(self.rarity.max(initial=1.0))
        for (_letter, share), found_here in zip(words.VIEWS, words.features(text), strict=True):
            part = {}
            for feature, count in Counter(found_here).items():
                number = self.vocabulary.get(feature)
                rarity = float(self.rarity[number]) if number is not None else rarest
                number = number if number is not None else self.fresh_vocabulary.get(feature)
                if number is not None:
                    part[number] = (1 + math.log(count)) * rarity
            length = math.sqrt(sum(weight * weight for weight in part.values()))
            if length:
                found |= {number: math.sqrt(share) * weight / length for number, weight in part.items()}
        return found


# What an entry counts, how alike it is, and where it stands.
Neighbour = tuple[float, float, Postings, int]


@dataclass(frozen=True)
class Answer:
    """Codes with their scores, best first, the nearest entry of each, and the signs by which the first is judged."""

    codes: tuple[str, ...]
    scores: tuple[float, ...]
    nearest: tuple[tuple[str, Kind], ...]
    signs: tuple[float, ...]


def ask(index: Index, text: str) -> Answer | None:
    """The codes nearest to the text, or None where no entry shares a feature with it, nor means anything like it."""
    vector = index.vector(text)
    meant = index.meaning.model.vectors([text])[0] if index.meaning else None
    found: list[Neighbour] = []
    for postings in (index.learned, index.fresh):
        if postings is not None:
            found += _neighbours(postings, vector, meant)
    found.sort(key=lambda one: -one[0])
    return _counted(found[:_NEIGHBOURS], text) if found else None


def candidates(index: Index, text: str) -> tuple[Candidate, ...]:
    """The codes that may be right, best first, with confidence and the words that led to each."""
    answer = ask(index, text)
    if answer is None:
        return ()
    first = index.in_force.probability(answer.signs)
    rest = sum(answer.scores[1:])
    told = []
    for code, score, (near, kind) in zip(answer.codes, answer.scores, answer.nearest, strict=True):
        share = first if code == answer.codes[0] else min(first, (1 - first) * score / rest)
        told.append(Candidate(code, round(share, 3), shared_words(text, near), kind))
    return tuple(told)


def shared_words(text: str, near: str) -> tuple[str, ...]:
    """The words of `text` that `near` has too, or that begin as one of its words does."""
    there = set(words.words(near))
    starts = {word[:4] for word in there if len(word) >= 4}
    pairs = zip(words.words(text), words.written(text), strict=True)
    found = [told for word, told in pairs if word in there or (len(word) >= 4 and word[:4] in starts)]
    return tuple(dict.fromkeys(found))


def _neighbours(postings: Postings, vector: Mapping[int, float], meant: Floats | None) -> list[Neighbour]:
    likeness = np.zeros(len(postings.codes), dtype=np.float32)
    last = len(postings.starts) - 1
    for number, weight in vector.items():
        if number < last:
            span = slice(postings.starts[number], postings.starts[number + 1])
            likeness[postings.entries[span]] += np.float32(weight) * postings.weights[span]
    if meant is not None and postings.vectors is not None:
        likeness = (1 - meaning.SHARE) * likeness + meaning.SHARE * meaning.likeness(postings.vectors, meant)
    believed = likeness * postings.belief
    count = min(_NEIGHBOURS, len(believed))
    chosen = np.argpartition(-believed, count - 1)[:count]
    return [(float(believed[at]), float(likeness[at]), postings, int(at)) for at in chosen if believed[at] > 0]


def _counted(found: Sequence[Neighbour], text: str) -> Answer:
    scores: dict[str, float] = {}
    headings: dict[str, float] = {}
    nearest: dict[str, tuple[float, float, str, Kind]] = {}
    for believed, likeness, postings, at in found:
        code = postings.codes[at]
        scores[code] = scores.get(code, 0.0) + believed**2
        headings[code[:4]] = headings.get(code[:4], 0.0) + believed**2
        nearest.setdefault(code, (believed, likeness, postings.texts[at], KINDS[postings.kinds[at]]))
    total = {code: score + _HEADING_SHARE * headings[code[:4]] for code, score in scores.items()}
    order = sorted(total, key=lambda code: (-total[code], code))[:CODES_TOLD]
    top = [total[code] for code in order]
    _believed, likeness, near, kind = nearest[order[0]]
    second = nearest[order[1]][0] if len(order) > 1 else 0.0
    own = words.words(text)
    signs = (
        likeness,
        top[0] / sum(top),
        (nearest[order[0]][0] - second),
        1.0 if kind == Kind.CONFIRMED else 0.0,
        likeness if kind == Kind.CONFIRMED else 0.0,
        len(shared_words(text, near)) / max(1, len(own)),
        headings[order[0][:4]] / sum(headings.values()),
    )
    return Answer(tuple(order), tuple(top), tuple((nearest[code][2], nearest[code][3]) for code in order), signs)


def _posted(rows: Sequence[Mapping[int, float]], entries: Sequence[Entry]) -> Postings | None:
    """Postings of a few rows, each a mapping of feature number to weight."""
    if not entries:
        return None
    triples = sorted((number, at, weight) for at, row in enumerate(rows) for number, weight in row.items())
    size = max(number for number, _at, _weight in triples) + 1 if triples else 0
    counts = np.bincount([number for number, _at, _weight in triples], minlength=size)
    return Postings(
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        entries=np.array([at for _number, at, _weight in triples], dtype=np.int32),
        weights=np.array([weight for _number, _at, weight in triples], dtype=np.float32),
        texts=tuple(entry.text for entry in entries),
        codes=tuple(entry.code for entry in entries),
        kinds=np.array([KINDS.index(entry.kind) for entry in entries], dtype=np.uint8),
    )
