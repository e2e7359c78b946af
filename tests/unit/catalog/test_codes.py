"""Catalog · shapes of codes and addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.rules import codes

DIGITS = st.text("0123456789", min_size=1, max_size=1)


@pytest.mark.parametrize("gtin", ["6291041500213", "9504000059422", "036000291452", "96385074"])
def test_published_examples_are_gtins(gtin: str) -> None:
    """Worked examples: GS1's check digit page, the Digital Link demo product, the UPC and EAN-8 textbook cases."""
    assert codes.is_gtin(gtin)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, place: int, shift: int) -> None:
    gtin = body + codes.gtin_check_digit(body)
    assert codes.is_gtin(gtin)

    wrong = gtin[:place] + str((int(gtin[place]) + shift) % 10) + gtin[place + 1 :]
    assert not codes.is_gtin(wrong)


@pytest.mark.parametrize("text", ["", "123", "62910415002１3", "629104150021X", "6291041500213 "])
def test_what_is_no_gtin_is_refused(text: str) -> None:
    assert not codes.is_gtin(text)


@pytest.mark.parametrize(("text", "accepted"), [("691200", True), ("69120023", True), ("6912002310", True),
                                                ("6912", False), ("6912.00", False), ("691200231", False)])  # fmt: skip
def test_hs_codes_have_six_eight_or_ten_digits(text: str, accepted: bool) -> None:
    assert codes.is_hs_code(text) is accepted


@pytest.mark.parametrize(
    ("title", "language", "slug"),
    [
        ("Große Küchenschüssel", "de", "grosse-kuechenschuessel"),
        ("Théière émaillée", "fr", "theiere-emaillee"),
        ("龙泉青瓷 茶杯", "zh-hans", "龙泉青瓷-茶杯"),
        ("湯呑み", "ja", "湯呑み"),
        ("فنجان خزفي", "ar", "فنجان-خزفي"),
        ("!!!", "en", ""),
    ],
)
def test_addresses_keep_their_script(title: str, language: str, slug: str) -> None:
    assert codes.slug_for(title, language) == slug
    assert not slug or codes.is_slug(slug)


@given(st.text(max_size=300), st.sampled_from(["en", "de", "fr", "ja", "zh-hans", "ar"]))
def test_a_made_address_is_empty_or_usable(title: str, language: str) -> None:
    slug = codes.slug_for(title, language)
    assert slug == "" or codes.is_slug(slug)


def test_countries_are_two_letter_codes_of_places() -> None:
    assert codes.is_country("DE")
    assert codes.is_country("CN")
    assert not codes.is_country("EU")
    assert not codes.is_country("de")
