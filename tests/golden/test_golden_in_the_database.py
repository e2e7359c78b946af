"""Tariffs · the worked examples once more, by rules out of the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from apps.tariffs import selectors
from apps.tariffs.errors import DatumMissing
from apps.tariffs.types import Assessment
from tests.golden.reading import asked, assessed, examples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    yield
    selectors.forget()


def test_rules_out_of_the_database_answer_like_those_of_the_files():
    differing = []
    for example in _two_of_each_place():
        question = asked(example["input"])
        try:
            found = selectors.assess(question.consignment, as_of=question.as_of, changes=question.supposed)
        except DatumMissing:
            found = None
        try:
            expected = assessed(example["input"])
        except DatumMissing:
            expected = None
        if (found and _owed(found)) != (expected and _owed(expected)):
            differing.append(example["id"])
    assert not differing


def _two_of_each_place() -> list[Mapping[str, Any]]:
    by_place: dict[str, list[Mapping[str, Any]]] = {}
    for place, example in examples():
        by_place.setdefault(place, []).append(example)
    return [example for found in by_place.values() for example in found[:2]]


def _owed(assessment: Assessment) -> tuple[Any, ...]:
    charges = [(line.ref, line.rule_id, line.amount, line.collected_by) for line in assessment.lines]
    return assessment.scheme, assessment.duty, assessment.tax, assessment.fees, charges
