"""Discovery · how texts become words that can be found · pure.

Languages that part words by spaces are left to PostgreSQL's dictionaries after
their accents are folded. Chinese and Japanese become bigrams here, so that no
database extension is needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

# A page's language → the column that holds its words, and PostgreSQL's dictionary for it.
VECTORS: Mapping[str, str] = {
    "en": "vector_en",
    "de": "vector_de",
    "fr": "vector_fr",
    "ar": "vector_ar",
    "zh-hans": "vector_zh",
    "ja": "vector_ja",
}
DICTIONARIES: Mapping[str, str] = {"en": "english", "de": "german", "fr": "french", "ar": "arabic"}
BIGRAM_LANGUAGES = frozenset({"zh-hans", "ja"})

_CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_RUN = re.compile(rf"[{_CJK}]+|[^\W_]+(?:[-./][^\W_]+)*")
_IS_CJK = re.compile(rf"[{_CJK}]")
_MAX_POSITION = 16383


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Text without case, accents and the difference of full and half width; ß as ss."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    stripped = "".join(letter for letter in decomposed if not _is_dispensable(letter))
    return unicodedata.normalize("NFC", stripped)


def _is_dispensable(letter: str) -> bool:
    # The voicing marks of kana make other syllables and stay.
    return unicodedata.combining(letter) != 0 and letter not in "\u3099\u309a"


def runs(text: str) -> list[str]:
    """The unbroken runs of one script in `text`, folded: words, or stretches of Chinese or Japanese."""
    return _RUN.findall(folded(text))


def bigrams(text: str) -> Iterator[str]:
    """Words of Latin and other scripts as they are, Chinese and Japanese in overlapping pairs.

    A lone character stands for itself.
    """
    for run in runs(text):
        if not _IS_CJK.match(run) or len(run) == 1:
            yield run
        else:
            yield from (run[start : start + 2] for start in range(len(run) - 1))


def unigrams(text: str) -> Iterator[str]:
    """The single characters of Chinese and Japanese runs, for searches of one character."""
    for run in runs(text):
        if _IS_CJK.match(run):
            yield from run


def vector_literal(parts: Sequence[tuple[str, str]]) -> str:
    """A PostgreSQL tsvector, written out, of (text, weight A to D) pairs cut into bigrams.

    Source of the form: PostgreSQL manual, section 8.11.1.
    """
    position, entries = 0, []
    for text, weight in parts:
        for word in bigrams(text):
            position = min(position + 1, _MAX_POSITION)
            entries.append(f"{quoted(word)}:{position}{weight}")
        entries += [f"{quoted(character)}:{_MAX_POSITION}D" for character in set(unigrams(text))]
    return " ".join(entries)


def quoted(word: str) -> str:
    """A lexeme as it is written in a tsvector or tsquery."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def dictionary_words(text: str) -> set[str]:
    """The words of a title that a typing error may be corrected to: three letters or more, no figures."""
    return {
        part
        for run in runs(text)
        if not _IS_CJK.match(run)
        for part in re.split(r"[-./]", run)
        if 3 <= len(part) <= 60 and part.isalpha()
    }


def code(text: str) -> str:
    """A SKU or GTIN as it is compared: upper case, no spaces."""
    return re.sub(r"\s+", "", text).upper()
