"""Which lot leaves first, and what is counted next."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from apps.warehouse import rules
from apps.warehouse.types import Countable, Stowed

TODAY = date(2026, 11, 22)
VARIANT = uuid4()


def stowed(bin_code: str, lot: str, pieces: int, expires_on: date | None = None) -> Stowed:
    return Stowed(VARIANT, "MAIN", bin_code, lot, pieces, expires_on, None, ord(bin_code) if bin_code else None,
                  ord(lot) if lot else None)  # fmt: skip


LYING = [
    stowed("", "", 3),
    stowed("B", "Y", 2, date(2027, 1, 1)),
    stowed("A", "X", 2, date(2026, 12, 1)),
    stowed("C", "", 2),
    stowed("D", "Z", 2, date(2026, 11, 21)),
]


def drawn(pieces: int, *, is_sale: bool) -> list[tuple[str, str, int]]:
    found = rules.drawn(LYING, pieces, today=TODAY, is_sale=is_sale)
    return [(one.bin, one.lot, count) for one, count in found]


def test_a_sale_takes_what_expires_first_then_bins_then_loose_ones_and_expired_ones_last() -> None:
    whole = [("A", "X", 2), ("B", "Y", 2), ("C", "", 2), ("", "", 3), ("D", "Z", 2)]
    assert drawn(11, is_sale=True) == whole
    assert drawn(3, is_sale=True) == [("A", "X", 2), ("B", "Y", 1)]


def test_what_is_missing_is_taken_from_loose_ones_first() -> None:
    assert drawn(4, is_sale=False) == [("", "", 3), ("D", "Z", 1)]


@given(st.integers(1, 30), st.booleans())
def test_as_many_are_drawn_as_are_wanted_or_there(pieces: int, is_sale: bool) -> None:
    found = rules.drawn(LYING, pieces, today=TODAY, is_sale=is_sale)
    assert sum(count for _, count in found) == min(pieces, 11)
    assert all(0 < count <= one.pieces for one, count in found)


def test_classes_follow_what_leaves() -> None:
    a, b, c, none = uuid4(), uuid4(), uuid4(), uuid4()
    assert rules.grades({c: 5, none: 0, a: 80, b: 15}) == {a: "A", b: "B", c: "C", none: "C"}
    assert rules.grades({none: 0}) == {none: "C"}


def test_what_is_overdue_longest_for_its_class_is_counted_first() -> None:
    a, b, c = (UUID(int=number) for number in (1, 2, 3))

    def known(age_a: int | None, age_b: int | None, age_c: int | None) -> list[UUID]:
        rows = [Countable(a, None, None, 80, age_a), Countable(b, None, None, 15, age_b),
                Countable(c, None, None, 5, age_c)]  # fmt: skip
        return [one.variant_id for one, _grade in rules.chosen(rows, most=2)]

    assert known(29, 89, 179) == []
    assert known(30, 89, 179) == [a]
    assert known(31, 200, 181) == [b, a]
    assert known(60, None, None) == [b, c]
