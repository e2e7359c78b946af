"""What looks like a card's number is found however it is written, and what only has as many digits is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common import card_numbers

ISSUED = [
    "4242424242424242", "5555555555554444", "2223003122003222", "378282246310005", "6011111111111117",
    "3056930009020004", "36227206271667", "3566002020360505", "6200000000000005", "4000056655665556",
]  # fmt: skip


@pytest.mark.parametrize("number", ISSUED)
def test_a_number_of_each_scheme_is_found_and_masked(number: str) -> None:
    assert card_numbers.find(f"card {number}, please") == [number]
    assert card_numbers.masked(f"card={number}&x=1", "X") == "card=X&x=1"


@pytest.mark.parametrize("by", [" ", "-", ".", "_", "\u00a0", "\u202f"])
def test_groups_are_found_whatever_parts_them(by: str) -> None:
    written = by.join(("4242", "4242", "4242", "4242"))
    assert card_numbers.find(f"“{written}”") == [written]


def test_digits_of_other_scripts_are_digits() -> None:
    for first in ("\u0660", "\uff10"):
        written = "".join(chr(ord(first) + int(digit)) for digit in ISSUED[0])
        assert card_numbers.find(f"رقم {written} ") == [written]


@pytest.mark.parametrize(
    "text",
    [
        "4242424242424241",
        "0000000000000000",
        "019311d2-7f2c-7b3a-9d55-4242424242ab",
        "took 4242424242.424242 s",
        "0.4242424242424242",
        "ean 4006381333931",
        "tel +49 30 1234567 890123",
        "pi_4242424242424242x",
        "1732243355123",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert card_numbers.find(text) == []
    assert card_numbers.masked(text, "X") == text


def test_a_hint_shows_six_and_four_digits() -> None:
    assert card_numbers.hint("4242 4242 4242 4242") == "424242••••••4242"


@given(st.text(max_size=60), st.sampled_from(ISSUED), st.text(max_size=60))
def test_a_number_between_blanks_never_stays(before: str, number: str, after: str) -> None:
    assert number not in card_numbers.masked(f"{before} | {number} | {after}", "X")
