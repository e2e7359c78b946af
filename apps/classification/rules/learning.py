"""Classification · learning an index and its calibration from entries · pure; scikit-learn is loaded here alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import scipy.sparse as sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from ..types import Entry, Kind
from . import ranking, words
from .meaning import Model
from .ranking import KINDS, Calibration, Index, Meaning, Postings

FOLDS = 5
ENOUGH_TO_CALIBRATE = 300
# What at least must be right among all that is answered, where confidence is as low as is answered at all.
_LEAST_PRECISION = 0.5
# Until an installation has confirmed enough by itself: measured over parcel lines of an authority on 22 November 2026,
# asked with and without confirmed neighbours (`manage.py evaluate_classification` prints both).
SHIPPED = Calibration(weights=(1.454, 2.685, 0.564, 2.341, -1.906, 0.804, 2.748), bias=-5.416, answer_from=0.233)
# The same of answers that count what texts mean.
SHIPPED_MEANING = Calibration(weights=(1.077, 3.132, 0.421, 1.49, -1.216, 0.278, 2.963), bias=-4.819, answer_from=0.232)


def learn(entries: Sequence[Entry], calibration: Calibration = SHIPPED, *, model: Model | None = None) -> Index:
    """An index over the entries, with what they mean where a model is given. `calibration` is told as it is; see
    `calibrated`.
    """
    parts, rarity = [], []
    vocabulary: dict[str, int] = {}
    for number, (_letter, share) in enumerate(words.VIEWS):
        vectorizer = TfidfVectorizer(
            analyzer=partial(words.view, number), sublinear_tf=True, dtype=np.float32, min_df=1 if number == 0 else 2
        )
        parts.append(vectorizer.fit_transform([entry.text for entry in entries]) * np.float32(share**0.5))
        names = vectorizer.get_feature_names_out()
        vocabulary |= {str(name): len(vocabulary) + at for at, name in enumerate(names)}
        rarity.append(vectorizer.idf_)
    by_feature = sparse.hstack(parts).tocsc()
    postings = Postings(
        starts=by_feature.indptr.astype(np.int64),
        entries=by_feature.indices.astype(np.int32),
        weights=by_feature.data.astype(np.float32),
        texts=tuple(entry.text for entry in entries),
        codes=tuple(entry.code for entry in entries),
        kinds=np.array([KINDS.index(entry.kind) for entry in entries], dtype=np.uint8),
        vectors=model.vectors([entry.text for entry in entries]) if model else None,
    )
    meaning = Meaning(model, SHIPPED_MEANING) if model else None
    return Index(vocabulary, np.concatenate(rarity).astype(np.float32), postings, calibration, meaning=meaning)


def calibrated(entries: Sequence[Entry], *, seed: int = 1, model: Model | None = None) -> Index:
    """An index over the entries whose confidence was measured on confirmed ones that it had not seen.

    Where fewer than `ENOUGH_TO_CALIBRATE` are confirmed, the shipped calibration holds. With a model both are
    measured, of answers by words alone and of those that count what they mean: either may be asked for.
    """
    confirmed = [entry for entry in entries if entry.kind == Kind.CONFIRMED]
    if len(confirmed) < ENOUGH_TO_CALIBRATE:
        return learn(entries, model=model)
    others = [entry for entry in entries if entry.kind != Kind.CONFIRMED]
    by_words: list[Told] = []
    by_meaning: list[Told] = []
    for known, asked in folds(confirmed, seed=seed):
        index = learn([*others, *known], model=model)
        by_words += told(replace(index, meaning=None), asked)
        by_meaning += told(index, asked) if model else []
    made = learn(entries, calibration_of(*zip(*by_words, strict=True)), model=model)
    if model is None:
        return made
    return replace(made, meaning=Meaning(model, calibration_of(*zip(*by_meaning, strict=True))))


# The signs of an answer, and whether it was right.
Told = tuple[Sequence[float], bool]


def told(index: Index, asked: Sequence[Entry]) -> list[Told]:
    """What the index answers about entries whose codes are known; those that it has no answer for are left out."""
    answers = ((ranking.ask(index, entry.text), entry.code) for entry in asked)
    return [(answer.signs, answer.codes[0] == code) for answer, code in answers if answer is not None]


def calibration_of(signs: Sequence[Sequence[float]], right: Sequence[bool]) -> Calibration:
    """Platt's logistic fit of what was right on the signs; and from where on to answer, by what it came to."""
    model = LogisticRegression(C=10.0, max_iter=1000).fit(np.array(signs), np.array(right))
    made = Calibration(tuple(map(float, model.coef_[0])), float(model.intercept_[0]), 0.0)
    judged = sorted(zip((made.probability(one) for one in signs), right, strict=True), reverse=True)
    hits, answer_from = 0, 1.0
    for count, (confidence, is_right) in enumerate(judged, start=1):
        hits += is_right
        if hits / count >= _LEAST_PRECISION:
            answer_from = confidence
    return replace(made, answer_from=round(answer_from, 3))


def folds(entries: Sequence[Entry], *, seed: int = 1) -> list[tuple[list[Entry], list[Entry]]]:
    """Five divisions into those to learn from and those to ask about; the same for the same seed."""
    parts = KFold(FOLDS, shuffle=True, random_state=seed).split(entries)
    return [([entries[at] for at in known], [entries[at] for at in asked]) for known, asked in parts]
