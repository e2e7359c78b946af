"""Storefront · address forms by country."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from apps.common.address_form import AddressForm

BASE = {"email": "a@example.org", "name": "Ada Lovelace", "street_address": "1 Main St", "phone": "+14155552671"}


def form(country: str, **data: Any) -> AddressForm:
    return AddressForm({**BASE, **data}, country=country)


@pytest.mark.parametrize(
    ("country", "data", "phone"),
    [
        ("DE", {"city": "Berlin", "postal_code": "10119", "phone": "030 12345678"}, "+493012345678"),
        ("US", {"city": "Mountain View", "postal_code": "94043", "country_area": "CA", "phone": "(415) 555-2671"},
         "+14155552671"),
        ("GB", {"city": "London", "postal_code": "sw1a 1aa", "phone": "020 7946 0958"}, "+442079460958"),
        ("JP", {"country_area": "東京都", "postal_code": "100-0001", "name": "田中 花子", "street_address": "千代田1-1",
                "latin_name": "Hanako Tanaka", "latin_street": "1-1 Chiyoda", "latin_city": "Tokyo",
                "phone": "03-1234-5678"}, "+81312345678"),
        ("AE", {"country_area": "دبي", "phone": "04 123 4567", "latin_city": "Dubai"}, "+97141234567"),
    ],
)  # fmt: skip
def test_an_address_of_the_country_is_taken_and_the_phone_kept_in_e164(
    country: str, data: dict[str, str], phone: str
) -> None:
    made = form(country, **data)
    if country == "AE":
        made.data = {**made.data, "country_area": made.fields["country_area"].choices[1][0]}
    assert made.is_valid(), made.errors
    address = made.address()
    assert address.phone == phone
    assert address.country == country
    assert address.locality


@pytest.mark.parametrize(
    ("country", "field", "wrong"),
    [
        ("DE", "postal_code", "1234"),
        ("US", "country_area", "XX"),
        ("US", "postal_code", "K1A 0B1"),
        ("GB", "city", ""),
        ("DE", "phone", "12"),
        ("DE", "phone", "call me"),
        ("DE", "email", "nobody"),
        ("DE", "name", ""),
    ],
)
def test_what_is_wrong_is_said_at_the_field(country: str, field: str, wrong: str) -> None:
    good = {"city": "Springfield", "postal_code": {"DE": "10119", "US": "94043", "GB": "SW1A 1AA"}[country]}
    made = form(country, **{**good, **({"country_area": "CA"} if country == "US" else {}), field: wrong})
    assert not made.is_valid()
    assert set(made.errors) == {field}


def test_an_address_in_another_script_needs_its_latin_copy() -> None:
    data = {"country_area": "東京都", "postal_code": "100-0001", "name": "田中 花子", "street_address": "千代田1-1"}
    made = form("JP", **data)
    assert not made.is_valid()
    assert {"latin_name", "latin_street"} <= set(made.errors)
    assert "Use Latin" in form("JP", **data, latin_name="花子").errors["latin_name"][0]


def test_an_address_in_latin_letters_needs_no_copy_and_its_region_gets_one() -> None:
    with translation.override("en"):
        made = form("AE", phone="04 123 4567")
        dubai = next(code for code, name in made.fields["country_area"].choices if name == "Dubai")
        made = form("AE", phone="04 123 4567", country_area=dubai)
    assert made.is_valid(), made.errors
    assert made.address().latin == ("Ada Lovelace", "1 Main St", "Dubai")
    assert made.address().region == dubai


def test_a_german_address_has_no_copy() -> None:
    made = form("DE", city="Berlin", postal_code="10119", phone="030 12345678")
    assert made.is_valid()
    assert made.address().latin == ()


def test_fields_stand_in_the_countrys_own_order_with_tokens() -> None:
    names = list(AddressForm(country="JP").fields)
    assert (
        names.index("postal_code") < names.index("country_area") < names.index("street_address") < names.index("name")
    )
    for country in ("DE", "US", "JP", "CN", "AE", "GB", "FR", "KR"):
        for name, field in AddressForm(country=country).fields.items():
            assert field.widget.attrs["autocomplete"], (country, name)


def test_what_was_saved_is_shown_again() -> None:
    made = form("DE", city="Berlin", postal_code="10119", phone="030 12345678", street_more="3. OG")
    assert made.is_valid()
    again = AddressForm.initial_of(made.address(), "a@example.org")
    assert {name: again[name] for name in ("city", "street_more", "postal_code")} == {
        "city": "Berlin",
        "street_more": "3. OG",
        "postal_code": "10119",
    }
