"""Screening · how alike two names are, from 0 to 1, and which words met.

The constants were read off labelled pairs of names and off listed names against
ordinary ones; `manage.py evaluate_screening` prints what they come to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from .keys import without_article
from .names import Name
from .words import FORM_WORDS, SAME_WORDS

Weight = Callable[[str], float]
Alike = Callable[[str, str], float]

SLIP_COST = 0.6
OTHER_BEGINNING = 0.94
VARIANT = 0.98
INITIAL = 0.8
BARE = 0.97
THIN = 0.85
FEWEST_CONSONANTS = 5
CONFLICT_COST = 1.8
EXTRA_COST = 0.16
LONE_EXTRA_COST = 0.34
FORM_WORD_WEIGHS = 0.15
JOINED_FROM_LETTERS = 6
JOINED_ALIKE = 0.9
_VOWELS = re.compile(r"[aeiouwyv]+")
_AGAIN = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Met:
    """A word of the party and the word of the list that it stands for; `alike` is a share."""

    said: str
    listed: str
    alike: float


@dataclass(frozen=True)
class Likeness:
    """How alike two names are: `score` is a share; the words that met, and those of either side that met none."""

    score: float
    met: tuple[Met, ...] = ()
    said_only: tuple[str, ...] = ()
    listed_only: tuple[str, ...] = ()


def even(word: str) -> float:
    """What a word weighs where nothing is known of how common it is: long ones more, those of legal forms little."""
    return FORM_WORD_WEIGHS if word in FORM_WORDS else min(len(word), 8) ** 0.5


def compare(said: Name, listed: Name, *, weight: Weight = even) -> Likeness:
    """Align the words of two names, each with at most one of the other, and weigh what met against what did not.

    A word on either side that met none is a contradiction as far as both sides have such words, and beyond that
    an addition, which costs less: people leave middle names out. Where one was written without vowels, consonants
    are compared, and a little less is believed.
    """
    if not said.words or not listed.words:
        return Likeness(0.0)
    if said.is_bare or listed.is_bare:
        found = _compare(_consonants(said), _consonants(listed), even, _bare_alike)
        is_thin = sum(len(one.said) for one in found.met) < FEWEST_CONSONANTS
        return replace(found, score=round(found.score * (THIN if is_thin else BARE), 4))
    return _compare(said.words, listed.words, weight, word_alike)


def word_alike(said: str, listed: str) -> float:
    """How alike two words are; 0 where they differ by more than slips of hand or ear explain."""
    if said == listed:
        return 1.0
    if said.isdigit() or listed.isdigit():
        return 0.0
    if SAME_WORDS.get(said, said) == SAME_WORDS.get(listed, listed):
        return VARIANT
    if without_article(said) == listed or without_article(listed) == said:
        return VARIANT
    shorter = min(len(said), len(listed))
    if shorter == 1:
        return INITIAL if said[0] == listed[0] else 0.0
    allowed = 0 if shorter <= 2 else 1 if shorter <= 5 else 2 if shorter <= 8 else 3
    slips = OSA.distance(said, listed, score_cutoff=allowed)
    if slips > allowed:
        return 0.0
    alike = 1 - slips * SLIP_COST / shorter
    return alike if said[0] == listed[0] else alike * OTHER_BEGINNING


def _bare_alike(said: str, listed: str) -> float:
    if said == listed:
        return 1.0
    shorter = min(len(said), len(listed))
    return 1 - 1 / (shorter + 1) if shorter >= 4 and OSA.distance(said, listed) == 1 else 0.0


def _consonants(name: Name) -> tuple[str, ...]:
    bare = (_AGAIN.sub(r"\1", _VOWELS.sub("", word).replace("q", "k").replace("c", "k")) for word in name.words)
    return tuple(word for word in bare if word)


def _compare(said: Sequence[str], listed: Sequence[str], weight: Weight, alike_of: Alike) -> Likeness:
    pairs = sorted(
        (
            (alike, -abs(i - j), i, j)
            for i, one in enumerate(said)
            for j, other in enumerate(listed)
            if (alike := alike_of(one, other)) > 0
        ),
        reverse=True,
    )
    left, right = set(range(len(said))), set(range(len(listed)))
    met: list[Met] = []
    for alike, _, i, j in pairs:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            met.append(Met(said[i], listed[j], alike))
    said_only = tuple(said[i] for i in sorted(left))
    listed_only = tuple(listed[j] for j in sorted(right))
    score = _aligned(met, said_only, listed_only, weight)
    if said_only or listed_only:
        score = max(score, _joined(said, listed))
    return Likeness(round(score, 4), tuple(met), said_only, listed_only)


def _aligned(met: Sequence[Met], said_only: Sequence[str], listed_only: Sequence[str], weight: Weight) -> float:
    weights = [(weight(one.said) + weight(one.listed)) / 2 for one in met]
    common = sum(weights)
    if not common:
        return 0.0
    gained = sum(part * one.alike for part, one in zip(weights, met, strict=True))
    ours, theirs = sum(map(weight, said_only)), sum(map(weight, listed_only))
    conflict = min(ours, theirs)
    extra = max(ours, theirs) - conflict
    cost = LONE_EXTRA_COST if len(met) == 1 else EXTRA_COST
    return gained / (common + conflict * CONFLICT_COST + extra * cost)


def _joined(said: Sequence[str], listed: Sequence[str]) -> float:
    """How alike they are without spaces, where these are what differs, in the order told and sorted."""
    best = 0.0
    for one, other in (("".join(said), "".join(listed)), ("".join(sorted(said)), "".join(sorted(listed)))):
        if min(len(one), len(other)) >= JOINED_FROM_LETTERS and len(said) != len(listed):
            best = max(best, ratio(one, other, score_cutoff=100 * JOINED_ALIKE) / 100)
    return best
