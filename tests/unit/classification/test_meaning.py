"""Suggestions that count what texts mean: over vectors made up here, and over the optional model where it is there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from django.test import override_settings
from numpy.typing import NDArray

from apps.classification import selectors
from apps.classification.rules import learning, meaning, packing, ranking
from apps.classification.types import Entry, Kind

SHELF = [
    Entry("sofa", "940161", Kind.CONFIRMED),
    Entry("porcelain teapot", "691110", Kind.VOCABULARY),
    Entry("hydrating night cream", "330499", Kind.CONFIRMED),
]


class Synonyms:
    """Knows that a couch is a sofa, and nothing of any other word."""

    name = "synonyms"

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[float(text in {"couch", "sofa"}), 0.0] for text in texts], dtype=np.float32)


def test_words_that_no_entry_has_are_understood_and_without_a_model_nothing_changes() -> None:
    by_words, meant = learning.learn(SHELF), learning.learn(SHELF, model=Synonyms())

    assert [answer and answer.codes[0] for answer in (ranking.ask(by_words, "couch"), ranking.ask(meant, "couch"))] == [
        None, "940161",
    ]  # fmt: skip
    fresh = by_words.with_fresh([Entry("couch", "940171", Kind.CONFIRMED)])
    also = meant.with_fresh([Entry("couch", "940171", Kind.CONFIRMED)])
    assert ranking.candidates(fresh, "couch")[0].code == "940171"
    assert [one.code for one in ranking.candidates(also, "couch")[:2]] == ["940171", "940161"]


def test_an_index_learned_with_a_model_answers_by_words_where_the_model_is_not() -> None:
    plain, meant = packing.pack(learning.learn(SHELF)), packing.pack(learning.learn(SHELF, model=Synonyms()))
    other = Synonyms()
    other.name = "another"

    for model in (None, other):
        back = packing.unpack(meant, model)
        assert (back.meaning, back.learned.vectors, back.in_force) == (None, None, learning.SHIPPED)
        assert packing.pack(back) == plain
    assert packing.pack(packing.unpack(meant, Synonyms())) == meant
    assert packing.unpack(plain, Synonyms()).meaning is None


def test_both_ways_of_answering_are_calibrated_on_goods_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "ENOUGH_TO_CALIBRATE", 30)
    names = ["couch", "sofa", "night cream", "day cream", "teapot", "mug"]
    goods = [
        Entry(f"{names[at % 6]} {at // 12}", f"{940161 + at % 5 // 3}", Kind.CONFIRMED) for at in range(60)
    ]  # fmt: skip

    plain, meant = learning.calibrated(goods), learning.calibrated(goods, model=Synonyms())

    assert meant.calibration == plain.calibration
    assert meant.in_force not in {plain.in_force, learning.SHIPPED, learning.SHIPPED_MEANING}


def test_switched_off_the_library_is_never_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning.WordLlama, "is_installed", lambda: pytest.fail("looked for"))
    with override_settings(CLASSIFICATION_EMBEDDINGS=False):
        assert selectors.embeddings() is None


def test_the_model_comes_with_its_wheel_and_knows_a_couch(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("wordllama", reason="embeddings are not installed (deploy/requirements-embeddings.txt)")
    monkeypatch.setattr("socket.socket.connect", lambda *_told: pytest.fail("something is fetched"))
    with override_settings(CLASSIFICATION_EMBEDDINGS=True):
        model = selectors.embeddings()
    assert model is not None

    couch, sofa, cream, nothing = model.vectors(["Couch", "sofa", "hydrating night cream", ""])
    assert couch @ couch == pytest.approx(1, abs=1e-5)
    assert couch @ sofa > couch @ cream
    assert not nothing.any()
    assert model.vectors([]).shape == (0, 256)
    answer = ranking.ask(learning.learn(SHELF, model=model), "couch")
    assert answer is not None
    assert answer.codes[0] == "940161"
