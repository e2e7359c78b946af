"""Screening · a name as it is compared: Latin, lower case, without what says nothing of who it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .words import FORM_WORDS, HONORIFICS, LEGAL_FORMS, NUMBERS, PARTICLES

LONGEST_NAME = 300
_INITIALS = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
_APOSTROPHES = re.compile(r"[''`´ʻʼʿʾ‘’]")
_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ][a-zа-яё])")
# Scripts that write no short vowels: Hebrew, Arabic, Syriac.
_BARE = re.compile(r"[\u0590-\u05ff\u0600-\u074f\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufeff]")
_ARTICLE = re.compile(r"\bال(?=\w{3})")
_SERVANT = re.compile(r"\bعبد\s+")
_WORD = re.compile(r"[a-z0-9]+")
_LETTERS_FOR_DIGITS = str.maketrans("013459", "oieasg")
_LONG = 7
_LONG_FORM_WORDS = sorted(word for word in FORM_WORDS if len(word) >= _LONG)
_LONGEST_FORM = max(len(form.split()) for form in LEGAL_FORMS)


@dataclass(frozen=True)
class Name:
    """The words of a name that tell who it is. `is_bare`: it was written in a script without short vowels."""

    words: tuple[str, ...]
    is_bare: bool = False


@lru_cache(maxsize=4096)
def read(name: str) -> Name:
    """A name without titles, particles and legal forms; one of nothing else keeps all its words."""
    told = tuple(_spelt(word) for word in words(name))
    found = tuple(_without_forms(told))
    telling = tuple(word for word in found if word not in HONORIFICS and word not in PARTICLES)
    return Name(telling or found or told, bool(_BARE.search(name)))


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """All words of a name in Latin lower case, in their order; initials that belong together are one word.

    At most the first LONGEST_NAME characters are read. Source of the letters: Unicode NFKC, then anyascii.
    """
    text = unicodedata.normalize("NFKC", name[:LONGEST_NAME])
    text = _SERVANT.sub("عبد", _ARTICLE.sub("", text)).replace("ة", "")
    text = _INITIALS.sub(lambda found: f" {found[0].replace('.', '')} ", text)
    text = _CAMEL.sub(" ", _APOSTROPHES.sub("", text)).lower()
    if not text.isascii():
        text = _CAMEL.sub(" ", _APOSTROPHES.sub("", anyascii(text))).lower()
    return tuple(_WORD.findall(text.replace("&", " and ")))


def legal_form(name: str) -> str:
    """The kind of company that a name states, one word for all languages; empty where it states none."""
    told = words(name)
    for size in range(_LONGEST_FORM, 0, -1):
        for start in range(len(told) - size + 1):
            form = LEGAL_FORMS.get(" ".join(told[start : start + size]))
            if form:
                return form
    return ""


def _without_forms(told: tuple[str, ...]) -> list[str]:
    left: list[str] = []
    at = 0
    while at < len(told):
        sizes = range(min(_LONGEST_FORM, len(told) - at), 0, -1)
        size = next((n for n in sizes if " ".join(told[at : at + n]) in LEGAL_FORMS), 0)
        if not size:
            left.append(told[at])
        at += size or 1
    return left


@lru_cache(maxsize=65536)
def _spelt(word: str) -> str:
    """Numbers as digits; digits within a word as the letters that they stand in for; slips in words of legal forms."""
    if word in NUMBERS or word.isdigit():
        return NUMBERS.get(word, word)
    if not word.isalpha():
        word = word.translate(_LETTERS_FOR_DIGITS)
    if len(word) >= _LONG - 1 and word not in FORM_WORDS:
        found = process.extractOne(word, _LONG_FORM_WORDS, scorer=OSA.distance, score_cutoff=1)
        return str(found[0]) if found else word
    return word
