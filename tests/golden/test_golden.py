"""Tariffs · worked examples: published ones, those derived from a rule, and both sides of each change of law."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from djmoney.money import Money

from apps.tariffs.errors import DatumMissing
from tests.golden.reading import assessed, changes_of_law, examples

EXAMPLES = list(examples())
CHANGES = changes_of_law()
DAYS = ["2025-05-02", "2025-08-29", "2026-02-24", "2026-07-01", "2026-07-24", "2028-04-01", "2028-07-01"]


@pytest.mark.parametrize("example", [example for _place, example in EXAMPLES], ids=lambda example: example["id"])
def test_the_example_holds_to_the_minor_unit(example):
    expected = example["expected"]
    if "error" in expected:
        with pytest.raises(DatumMissing) as refused:
            assessed(example["input"])
        assert expected["error"] in refused.value.data["datum"]
        return
    assert_owed(example["input"], expected)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change["first_day"])
def test_a_change_of_law_is_rows_alone(change):
    first = date.fromisoformat(change["first_day"])
    before = {**change["input"], "date": (first - timedelta(days=1)).isoformat()}
    after = {**change["input"], "date": first.isoformat()}

    assert_owed(before, change["before"]["expected"])
    assert_owed(after, change["after"]["expected"])


def test_every_change_of_law_is_there():
    assert [change["first_day"] for change in CHANGES] == DAYS


def test_examples_say_where_they_are_from(capsys):
    counts: dict[str, Counter[str]] = {}
    for place, example in EXAMPLES:
        source = example["source"]
        assert example["kind"] in ("published", "derived")
        assert (source["by"] == "rule") <= (example["kind"] == "derived"), example["id"]
        assert all(source[name] for name in ("title", "url", "where")), example["id"]
        assert date.fromisoformat(source["read_on"])
        assert example["sum"], example["id"]
        counts.setdefault(place, Counter())[example["kind"]] += 1
    ids = [example["id"] for _place, example in EXAMPLES]
    assert len(ids) == len(set(ids))

    total = sum(counts.values(), Counter())
    rows = [
        f"{place}  published {found['published']:3}  derived {found['derived']:3}"
        for place, found in sorted(counts.items())
    ]
    rows.append(
        f"{len(counts)} destinations: published {total['published']}, derived {total['derived']}, "
        f"and {2 * len(CHANGES)} derived around changes of law"
    )
    with capsys.disabled():
        sys.stdout.write("\n  " + "\n  ".join(rows) + "\n")
    assert total["published"] >= 60
    assert len(counts) >= 15


def assert_owed(given: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """That the answer to the input is what is expected, in every figure that is stated."""
    found = assessed(given)
    currency = given["currency"]
    stated = {name: expected[name] for name in ("scheme", "duty", "tax", "fees", "payable") if name in expected}
    answered = {name: getattr(found, name) for name in stated}
    assert answered == {
        name: value if name == "scheme" else Money(Decimal(value), currency) for name, value in stated.items()
    }
    for layer, amount in expected.get("by_layer", {}).items():
        parts = [line.amount.amount for line in found.lines if line.layer == layer]
        assert sum(parts, Decimal(0)) == Decimal(amount), layer
    if "collected_by" in expected:
        collectors = {line.collected_by for line in found.lines if line.kind != "fee" and line.amount}
        assert collectors == set(expected["collected_by"])
