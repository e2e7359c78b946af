"""Demo · the retail data's country names as ISO 3166-1 alpha-2 codes · no tables."""

from __future__ import annotations

from functools import cache

from babel import Locale

ODD_NAMES = {
    "EIRE": "IE",  # the state's Irish name, as the United Kingdom used to write it
    "RSA": "ZA",  # Republic of South Africa
    "USA": "US",
    "Channel Islands": "JE",  # Jersey or Guernsey, which the file does not tell apart; Jersey has more people
    "European Community": "EU",  # no country: ISO 3166-1 keeps EU for the Union
    "Unspecified": "ZZ",  # CLDR's code for an unknown region
    "Czech Republic": "CZ",
    "Korea": "KR",
    "West Indies": "ZZ",
    "Hong Kong": "HK",
}


@cache
def code_of(name: str) -> str | None:
    """The country's code; None for a name that nobody knows."""
    return ODD_NAMES.get(name) or _english().get(name.casefold())


@cache
def _english() -> dict[str, str]:
    territories = Locale("en").territories
    return {name.casefold(): code for code, name in territories.items() if len(code) == 2 and code.isalpha()}
