"""Discovery · what a shopper typed, as a search · pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from . import words

LONGEST_QUERY = 120
_PARTS = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]+)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Term:
    """Something that must be found, or must not: any one of `alternatives` will do.

    `is_open` marks a word that may go on (the last one, still being typed).
    """

    alternatives: tuple[str, ...]
    is_negative: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class Search:
    """A search in one language: all terms must hold; `code` is the whole of it, read as a SKU or GTIN."""

    text: str
    language: str
    terms: tuple[Term, ...]
    code: str

    @property
    def is_empty(self) -> bool:
        return not any(not term.is_negative for term in self.terms)


def parse(text: str, language: str, synonyms: Collection[Sequence[str]] = ()) -> Search:
    """The search that `text` asks for: "a phrase", -without, and words, each with its synonyms.

    A phrase of several words that is one of the synonyms counts as one term.
    """
    shown = " ".join(text.split())[:LONGEST_QUERY]
    groups = [tuple(words.folded(word) for word in group) for group in synonyms]
    terms: list[Term] = []
    for part in _PARTS.finditer(_with_phrases(shown, groups)):
        phrase = part["phrase"] or part["word"].strip("-")
        folded = " ".join(words.runs(phrase))
        if folded:
            terms.append(Term(_alternatives(folded, groups), is_negative=bool(part["minus"])))
    if terms and not terms[-1].is_negative and not shown.endswith('"'):
        terms[-1] = Term(terms[-1].alternatives, is_open=True)
    return Search(text=shown, language=language, terms=tuple(terms), code=words.code(shown))


def _with_phrases(text: str, groups: Collection[tuple[str, ...]]) -> str:
    if '"' in text:
        return text
    folded = words.folded(text)
    for phrase in sorted((word for group in groups for word in group if " " in word), key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", folded):
            return folded.replace(phrase, f'"{phrase}"')
    return text


def _alternatives(folded: str, groups: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    same = [word for group in groups if folded in group for word in group]
    return tuple(dict.fromkeys([folded, *same]))


def relaxed(search: Search) -> Search:
    """The same words, any of which will do: what is tried when all together find nothing."""
    wanted = [word for term in search.terms if not term.is_negative for word in term.alternatives]
    if search.language in words.BIGRAM_LANGUAGES:
        wanted = [pair for word in wanted for pair in words.bigrams(word)]
    negative = tuple(term for term in search.terms if term.is_negative)
    return Search(search.text, search.language, (Term(tuple(dict.fromkeys(wanted))), *negative), search.code)


def distance(first: str, second: str, limit: int = 3) -> int:
    """Typing errors between two words: letters added, left out, changed or swapped; `limit` if there are as many.

    Source: optimal string alignment, Boytsov (2011), "Indexing methods for approximate dictionary searching", 2.
    """
    if abs(len(first) - len(second)) >= limit:
        return limit
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return min(row[-1], limit)


def allowed_errors(word: str) -> int:
    """How many typing errors are forgiven: none below four letters, one below eight, then two."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def correction(word: str, candidates: Collection[tuple[str, int]]) -> str | None:
    """The candidate that was probably meant: the fewest errors, then the most frequent, or None.

    Candidates are (word, how many titles have it).
    """
    near = [
        (distance(word, candidate), -count, candidate)
        for candidate, count in candidates
        if distance(word, candidate) <= allowed_errors(word)
    ]
    return min(near)[2] if near else None
