"""bench · tables for a pipe."""

from __future__ import annotations

import math

from bench.tables import Table, number, plain


def test_columns_are_aligned_words_left_and_figures_right() -> None:
    table = Table("", ("what", "ms"), (("home", "9.5"), ("搜索", "120")))
    assert plain(table).splitlines() == ["what   ms", "home  9.5", "搜索  120"]


def test_figures_have_no_more_digits_than_they_need() -> None:
    assert [number(value) for value in (0.0, 4.0, 4.25, 99.94, 104.4, math.nan)] == [
        "0",
        "4",
        "4.2",
        "99.9",
        "104",
        "–",
    ]
    assert number(0.254, 2) == "0.25"
