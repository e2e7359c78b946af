"""Classification · how a text is taken apart: words, pieces of words, and words without their vowels · pure.

Descriptions of parcels are short and cut («hydrtng nght crm»). Pieces of words forgive the cut, skeletons
(the words without vowels) the abbreviation: measured over 1,875 parcel lines, pieces add four points and skeletons
one to the share of right answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")
_VOWELS = re.compile(r"(?<=.)[aeiouy]")
# (first letter of its features, share of the similarity): whole words and pairs, pieces, pieces of skeletons
VIEWS = (("w", 0.3), ("c", 0.4), ("s", 0.3))


@lru_cache(maxsize=2_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, without case, accents and the English plural."""
    return tuple(map(_singular, written(text)))


def written(text: str) -> list[str]:
    """The words of a text as they stand there, without case and accents: one for each of `words`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(mark for mark in plain if not unicodedata.combining(mark)))


def fingerprint(text: str) -> str:
    """What two texts share that say the same in the same words, whatever their order, case and punctuation."""
    return " ".join(sorted(set(words(text))))


def features(text: str) -> tuple[list[str], ...]:
    """The features of a text, view by view in the order of `VIEWS`; each begins with its view's letter."""
    return tuple(view(number, text) for number in range(len(VIEWS)))


def view(number: int, text: str) -> list[str]:
    """The features of one view of a text, repeated where they repeat."""
    found = words(text)
    if number == 0:
        return [f"w{word}" for word in found] + [f"w{a} {b}" for a, b in pairwise(found)]
    return [piece for word in found for piece in (_pieces(word) if number == 1 else _skeleton_pieces(word))]


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    return tuple(f"c{piece}" for piece in _cut(f" {word} ", 2, 5))


@lru_cache(maxsize=50_000)
def _skeleton_pieces(word: str) -> tuple[str, ...]:
    return tuple(f"s{piece}" for piece in _cut(f" {_VOWELS.sub('', word)} ", 2, 4))


def _cut(padded: str, shortest: int, longest: int) -> Iterator[str]:
    for size in range(shortest, longest + 1):
        if len(padded) <= size:
            yield padded
            return
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
