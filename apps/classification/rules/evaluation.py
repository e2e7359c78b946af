"""Classification · how good suggestions are, on descriptions whose codes are known · pure."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from ..types import Entry
from . import learning, ranking
from .meaning import Model

SURE = 0.9


@dataclass(frozen=True)
class Judged:
    """One description with what was answered: codes best first, and how sure of the first."""

    code: str
    codes: tuple[str, ...]
    confidence: float


@dataclass(frozen=True)
class Score:
    """What a trial came to: shares are fractions of `asked`; of the precisions, of what was so answered.

    `answered` is the share above the threshold that the data gave; `cpu_ms` is of one description.
    """

    asked: int
    first: float
    of_three: float
    of_five: float
    first_heading: float
    first_chapter: float
    answered: float
    answered_right: float
    sure: float
    sure_right: float
    cpu_ms: float


def five_fold(
    known: Sequence[Entry], others: Sequence[Entry], *, folds: int = learning.FOLDS, model: Model | None = None
) -> Score:
    """Ask about each fifth of what is known after learning from the other four and from `others`.

    Confidence is calibrated without the fold that is judged: on the other folds' answers, which need two folds at
    least; a trial of one fold takes the shipped calibration.
    """
    parts, spent = [], 0.0
    for taught, asked in learning.folds(known)[:folds]:
        index = learning.learn([*others, *taught], model=model)
        ranking.ask(index, asked[0].text)
        began = time.process_time()
        parts.append([(entry, ranking.ask(index, entry.text)) for entry in asked])
        spent += time.process_time() - began
    judged: list[Judged] = []
    answered: list[bool] = []
    for number, part in enumerate(parts):
        before = [pair for other, rest in enumerate(parts) if other != number for pair in rest]
        calibration = index.in_force if len(parts) == 1 else _calibration(before)
        for entry, answer in part:
            sure = calibration.probability(answer.signs) if answer else 0.0
            judged.append(Judged(entry.code, answer.codes if answer else (), sure))
            answered.append(sure >= calibration.answer_from)
    return _scored(judged, answered, 1000 * spent / max(1, len(judged)))


def _calibration(pairs: Sequence[tuple[Entry, ranking.Answer | None]]) -> ranking.Calibration:
    told = [(answer.signs, answer.codes[0] == entry.code) for entry, answer in pairs if answer is not None]
    return learning.calibration_of([signs for signs, _right in told], [right for _signs, right in told])


def _scored(judged: Sequence[Judged], answered: Sequence[bool], cpu_ms: float) -> Score:
    count = len(judged)
    given = [one for one, is_answered in zip(judged, answered, strict=True) if is_answered]
    sure = [one for one in judged if one.confidence >= SURE]
    return Score(
        asked=count,
        first=_share(judged, 1),
        of_three=_share(judged, 3),
        of_five=_share(judged, 5),
        first_heading=_share(judged, 1, digits=4),
        first_chapter=_share(judged, 1, digits=2),
        answered=len(given) / count,
        answered_right=_share(given, 1),
        sure=len(sure) / count,
        sure_right=_share(sure, 1),
        cpu_ms=cpu_ms,
    )


def _share(judged: Sequence[Judged], most: int, *, digits: int = 6) -> float:
    hits = sum(one.code[:digits] in {code[:digits] for code in one.codes[:most]} for one in judged)
    return hits / len(judged) if judged else 0.0
