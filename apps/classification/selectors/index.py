"""Classification · the index in force, and what it suggests · public schema.

NumPy is loaded by the first question that is asked in a process, not before: processes that never ask never have it.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from django.conf import settings

from apps.common.remember import Remembered

from ..models import Confirmation, LearnedIndex, TradeWord
from ..rules import vagueness, words
from ..types import Entry, GoodsText, Kind, Missing, Suggestion

if TYPE_CHECKING:
    from ..rules.meaning import Model
    from ..rules.ranking import Index

_FRESH_SECONDS = 2
_unpacked: dict[str, Index] = {}
_unpacking = Lock()
_state: Remembered[tuple[str, int]] = Remembered(seconds=_FRESH_SECONDS, most=1)
_grown: Remembered[Index] = Remembered(seconds=600, most=2)
_refused: Remembered[frozenset[str]] = Remembered(seconds=600, most=1)


def suggest(goods: GoodsText) -> tuple[Suggestion, str]:
    """What is suggested for goods, and the checksum of the index that did (empty where none is learned yet).

    Counts every confirmation up to two seconds ago. Nothing is suggested for a description that is too vague or
    of which too little is known; then it is said what is missing.
    """
    missing, vague = vagueness.missing(goods, refused=_refused_descriptions())
    index, checksum = current()
    if missing or index is None:
        return Suggestion(missing=missing, vague=vague), checksum
    from ..rules import ranking

    found = ranking.candidates(index, goods.text)
    if not found or found[0].confidence < index.in_force.answer_from:
        return Suggestion(found, Missing.DETAIL), checksum
    return Suggestion(found), checksum


def current() -> tuple[Index | None, str]:
    """The index with all that was confirmed since it was learned, and its checksum. One query each two seconds."""
    state = _state.get("now")
    if state is None:
        state = _state.put("now", _state_of())
    checksum, newest = state
    if not checksum:
        return None, ""
    grown = _grown.get(state)
    if grown is None:
        grown = _grown.put(state, _unpack(checksum).with_fresh(_fresh_entries(checksum, newest)))
    return grown, checksum


def entries() -> tuple[list[Entry], int]:
    """All that can be learned from, and the key of the newest confirmation among it."""
    from ..models import NomenclatureLine
    from ..rules import wording
    from .nomenclature import current_edition

    found: list[Entry] = []
    edition = current_edition()
    if edition is not None:
        rows = NomenclatureLine.objects.filter(edition=edition).order_by("code")
        told = rows.values_list("code", "parent", "description")
        lines = {code: wording.Line(code, parent, text) for code, parent, text in told}
        found += [Entry(wording.described(lines, code), code, Kind.NOMENCLATURE) for code in lines if len(code) == 6]
    terms = TradeWord.objects.exclude(code="").order_by("pk").values_list("term", "code")
    found += [Entry(term, code, Kind.VOCABULARY) for term, code in terms]
    newest = 0
    for row in Confirmation.objects.filter(withdrawn_at__isnull=True).order_by("pk"):
        found.append(_entry(row))
        newest = row.pk
    return found, newest


def embeddings() -> Model | None:
    """What tells the meaning of texts, one a process: none where it is switched off or not installed."""
    return _embeddings() if settings.CLASSIFICATION_EMBEDDINGS else None


@cache
def _embeddings() -> Model | None:
    from ..rules import meaning

    return meaning.WordLlama() if meaning.WordLlama.is_installed() else None


def forget() -> None:
    """Look at the table again at the next question: after an index was learned in this process."""
    for memory in (_state, _grown, _refused):
        memory.forget()


def _state_of() -> tuple[str, int]:
    row = LearnedIndex.objects.filter(is_current=True).values_list("checksum", "last_confirmation").first()
    if row is None:
        return "", 0
    newest = Confirmation.objects.filter(pk__gt=row[1]).order_by("-pk").values_list("pk", flat=True).first()
    return row[0], newest or 0


def _fresh_entries(checksum: str, newest: int) -> list[Entry]:
    last = LearnedIndex.objects.values_list("last_confirmation", flat=True).get(checksum=checksum)
    rows = Confirmation.objects.filter(pk__gt=last, pk__lte=newest, withdrawn_at__isnull=True)
    return [_entry(row) for row in rows.order_by("pk")]


def _entry(row: Confirmation) -> Entry:
    return Entry(GoodsText(row.title, row.category, row.material, row.details).text, row.hs_code, Kind.CONFIRMED)


def _unpack(checksum: str) -> Index:
    with _unpacking:
        if checksum not in _unpacked:
            from ..rules import packing

            content = bytes(LearnedIndex.objects.values_list("content", flat=True).get(checksum=checksum))
            _unpacked.clear()
            _unpacked[checksum] = packing.unpack(content, embeddings())
        return _unpacked[checksum]


def _refused_descriptions() -> frozenset[str]:
    known = _refused.get("all")
    if known is None:
        terms = TradeWord.objects.filter(code="").values_list("term", flat=True)
        known = _refused.put("all", frozenset(map(words.fingerprint, terms)))
    return known
