"""What scanners type around codes and numbers."""

from __future__ import annotations

from apps.common.scanning import cleaned, each_cleaned


def test_blanks_and_control_characters_of_scanners_are_left_out() -> None:
    assert cleaned("\x1d VASE-1\r\n") == "VASE-1"


def test_what_was_scanned_one_after_the_other_is_cleaned_one_by_one() -> None:
    assert each_cleaned("\x02N-1\x03\r\n N-2\u200b \x03 ") == ("N-1", "N-2")
