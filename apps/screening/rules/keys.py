"""Screening · under which keys a name is found again, however it is spelt."""

from __future__ import annotations

import re
from functools import lru_cache

from .names import Name
from .words import SAME_WORDS

# What transliterations and those who write from hearing put for one another sounds the same here.
_SOUNDS = (
    ("shch", "s"), ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("cz", "s"), ("ts", "s"), ("tz", "s"),
    ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("ck", "k"), ("qu", "k"), ("dj", "j"),
    ("zh", "j"), ("x", "ks"),
)  # fmt: skip
_LETTERS = str.maketrans("cqgvzpdy", "kkkfsbti", "hw")
_SPOKEN = re.compile(r"[aeiouj]+")
_AGAIN = re.compile(r"(.)\1+")
_LONGEST_SOUND = 5
_FEWEST_LETTERS = 4
_LONG_WITH_ARTICLE = 6


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The consonants of a Latin word as they sound, at most five; the first letters of one that has none."""
    heard = word
    for written, as_heard in _SOUNDS:
        heard = heard.replace(written, as_heard)
    heard = _AGAIN.sub(r"\1", _SPOKEN.sub("", heard.translate(_LETTERS)))
    return heard[:_LONGEST_SOUND] or word[:3]


def without_article(word: str) -> str:
    """A word to which the Arabic article was joined, without it; empty where it was not."""
    return word[2:] if len(word) >= _LONG_WITH_ARTICLE and word.startswith("al") else ""


def keys(name: Name) -> frozenset[str]:
    """Of each word its first four letters, its last four and its sound; of the whole both ends without spaces.

    Two spellings of one name share at least one of them, unless every word differs at both ends and in sound.
    """
    found: set[str] = set()
    for word in {*name.words, *filter(None, map(without_article, name.words))}:
        common = SAME_WORDS.get(word, word)
        found |= {common[:_FEWEST_LETTERS], f"~{sound(word)}", f"~{sound(common)}"}
        if len(common) > _FEWEST_LETTERS:
            found.add(f"-{common[-_FEWEST_LETTERS:]}")
    joined = "".join(name.words)
    return frozenset(found | {f"+{joined[:6]}", f"+{joined[-6:]}"})
