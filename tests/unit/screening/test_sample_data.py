"""The real lists and labelled pairs, where there are some: set CUSTOMS_DATA to a folder with `screening`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from apps.screening import evaluation
from apps.screening.rules import deciding

FOLDER = Path(os.environ.get("CUSTOMS_DATA", "/nonexistent"))

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not (FOLDER / "screening").is_dir(), reason="CUSTOMS_DATA does not name customs sample data"),
]


def test_pairs_agree_with_people_and_listed_names_are_found_and_ordinary_ones_are_not() -> None:
    assert evaluation.agreement(evaluation.sample_pairs(FOLDER), deciding.HIT_FROM).f1 >= 0.80

    entries = evaluation.sample_lists(FOLDER)
    index = evaluation.index_of(entries)
    assert len(index.names) >= 30_000
    listed = evaluation.listed_names(entries, count=150, seed=11)
    assert evaluation.look_up(index, listed).share_from(deciding.HIT_FROM) >= 0.995
    assert evaluation.look_up(index, evaluation.treated(listed)).share_from(deciding.HIT_FROM) >= 0.985
    ordinary = evaluation.ordinary_names(count=60, languages="de_DE en_US ru_RU")
    assert evaluation.look_up(index, ordinary).share_from(deciding.HIT_FROM) <= 0.02
