"""Screening · how well names are found: labelled pairs, listed names as they stand and with slips, ordinary names.

What `manage.py evaluate_screening` prints, the benchmark measures and the tests hold. No database.
"""

from __future__ import annotations

import csv
import random
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from apps.screening.lists import fetching
from apps.screening.rules import scoring
from apps.screening.rules.index import Index, IndexedName
from apps.screening.rules.names import read
from apps.screening.types import Listed, Source

# Where the sample lists are in the folder that CUSTOMS_DATA names: the list, its files.
_SAMPLES = (
    (Source.OFAC_SDN, ("ofac_sdn_2021-07.csv.gz", "ofac_alt_2025-12.csv.gz")),
    (Source.OFAC_OTHER, ("ofac_consolidated_nonsdn_2025-12.csv.gz",)),
    (Source.BIS, ("bis_denied_persons_2022-09.txt.gz",)),
)
_PAIRS = "name_pairs_dev.csv"
_ORDINARY_LANGUAGES = (
    "de_DE fr_FR es_ES it_IT pl_PL ru_RU zh_CN ja_JP ko_KR tr_TR ar_SA hi_IN pt_BR nl_NL sv_SE cs_CZ en_GB id_ID vi_VN "
    "th_TH uk_UA el_GR fa_IR he_IL"
)
_WORDS = re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True)
class Pair:
    """Two names of which a person has said whether they are one party's."""

    one: str
    other: str
    is_same: bool


@dataclass(frozen=True)
class Agreement:
    """How pairs above a threshold agree with people: shares."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        whole = self.precision + self.recall
        return 2 * self.precision * self.recall / whole if whole else 0.0


@dataclass(frozen=True)
class Sought:
    """The best score of each name that was looked up, and what a look-up took on average and of 95 in 100, in ms."""

    scores: tuple[float, ...]
    mean_ms: float
    p95_ms: float

    def share_from(self, threshold: float) -> float:
        """The share of names with a score of at least `threshold`."""
        return sum(score >= threshold for score in self.scores) / len(self.scores)


def sample_lists(folder: Path) -> list[Listed]:
    """The entries of the sample lists in `folder`/screening."""
    found: list[Listed] = []
    for source, names in _SAMPLES:
        addresses = " ".join((folder / "screening" / name).resolve().as_uri() for name in names)
        found += fetching.read(source, fetching.fetch(addresses)).entries
    return found


def sample_pairs(folder: Path) -> list[Pair]:
    """The labelled pairs in `folder`/screening."""
    with (folder / "screening" / _PAIRS).open(encoding="utf-8", newline="") as file:
        return [Pair(row["name1"], row["name2"], row["is_match"] == "true") for row in csv.DictReader(file)]


def index_of(entries: Iterable[Listed]) -> Index:
    """An index of all names of these entries."""
    names = {(number, read(name)) for number, entry in enumerate(entries) for name in (*entry.names, *entry.weak_names)}
    return Index(
        IndexedName(number, name)
        for number, name in sorted(names, key=lambda one: (one[0], one[1].words))
        if name.words
    )


def agreement(pairs: Sequence[Pair], threshold: float) -> Agreement:
    """How far names alike by at least `threshold` are those that people call the same."""
    said = [(scoring.compare(read(pair.one), read(pair.other)).score >= threshold, pair.is_same) for pair in pairs]
    right = sum(found and same for found, same in said)
    found = sum(found for found, _ in said)
    same = sum(same for _, same in said)
    return Agreement(right / found if found else 0.0, right / same if same else 0.0)


def look_up(index: Index, names: Sequence[str]) -> Sought:
    """Look each name up on its own."""
    scores, clock = [], []
    for name in names:
        began = time.process_time()
        found = index.search(name)
        clock.append(1000 * (time.process_time() - began))
        scores.append(found[0][1].score if found else 0.0)
    return Sought(tuple(scores), sum(clock) / len(clock), sorted(clock)[int(len(clock) * 0.95)])


def listed_names(entries: Sequence[Listed], *, count: int, seed: int = 1) -> list[str]:
    """So many names as they are listed, drawn by chance."""
    names = sorted({name for entry in entries for name in entry.names})
    return random.Random(seed).sample(names, min(count, len(names)))  # noqa: S311  to be repeated, no secret


def treated(names: Sequence[str], *, seed: int = 2) -> list[str]:
    """Each name as people mistake it: one slip in a word of at least five letters, another order of words, or both.

    A slip is a letter left out, replaced, or changed places with the next; the first and last letters stay. Words
    change places only where the list says «family name, given names».
    """
    dice = random.Random(seed)  # noqa: S311  to be repeated, no secret
    return [_treated(name, dice) for name in names]


def ordinary_names(*, count: int, languages: str = _ORDINARY_LANGUAGES) -> list[str]:
    """So many made-up names of people, as many of each language, in its own script.

    Raises:
        ImportError: Faker, a library of development, is not installed.
    """
    from faker import Faker

    codes = languages.split()
    found = []
    for number, code in enumerate(codes):
        maker = Faker(code)
        maker.seed_instance(7)
        found += [maker.name() for _ in range(count // len(codes) + (number < count % len(codes)))]
    return found


def _treated(name: str, dice: random.Random) -> str:
    words = name.replace(",", " ").split()
    has_order = "," in name and len(words) > 1
    kind = dice.choice(("slip", "order", "both")) if has_order else "slip"
    if kind != "slip":
        dice.shuffle(words)
    told = " ".join(words)
    if kind == "order":
        return told
    longest = max(_WORDS.finditer(told), key=lambda found: len(found[0]), default=None)
    if longest is None:
        return told
    return told[: longest.start()] + _slipped(longest[0], dice) + told[longest.end() :]


def _slipped(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word) - 2)
    kind = dice.choice(("lost", "other", "swapped"))
    if kind == "lost":
        return word[:at] + word[at + 1 :]
    if kind == "other":
        return word[:at] + dice.choice("aeiourstn") + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
