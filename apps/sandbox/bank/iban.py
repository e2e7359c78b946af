"""Account numbers · sandbox bank · no schema."""

from __future__ import annotations

import re

BIC = "SNBXDEFFXXX"
BANK_NAME = "Sandbox Bank"
BANK_CODE = "99900100"
CURRENCIES = (
    "AED", "AUD", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD",
    "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY", "KRW", "KWD", "MAD", "MXN", "MYR", "NOK", "NZD",
    "OMR", "PEN", "PHP", "PLN", "QAR", "RON", "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "UAH",
    "USD", "VND", "ZAR",
)  # fmt: skip
_NO_DECIMALS = (
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
)
_THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
# ISO 4217 exponents other than two.
DECIMALS = dict.fromkeys(_NO_DECIMALS, 0) | dict.fromkeys(_THREE_DECIMALS, 3)
LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15,
    "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
_FORM = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_REFERENCE = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")


def _remainder(text: str) -> int:
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97


def is_valid(text: str) -> bool:
    """Form, the country's length and check digits. Source: ISO 13616, SWIFT IBAN registry."""
    return bool(_FORM.fullmatch(text)) and len(text) == LENGTHS.get(text[:2], 0) and _remainder(text) == 1


def clean(text: str) -> str:
    """Without spaces, in capitals."""
    return "".join(text.split()).upper()


def ours(currency: str) -> str:
    """The marketplace's account in a currency: its letters are the account number."""
    number = "".join(f"{ord(letter) - 65:02}" for letter in currency).zfill(10)
    check = 98 - _remainder(f"DE00{BANK_CODE}{number}")
    return f"DE{check:02}{BANK_CODE}{number}"


def currency_of(account: str) -> str | None:
    """The currency of one of the marketplace's accounts, or None for any other account."""
    digits = account[-6:]
    if not digits.isdecimal():
        return None
    code = "".join(chr(int(digits[place : place + 2]) % 26 + 65) for place in (0, 2, 4))
    return code if account == ours(code) else None


def is_reference(text: str) -> bool:
    """Whether a text is a creditor reference. Source: ISO 11649."""
    cleaned = clean(text)
    return bool(_REFERENCE.fullmatch(cleaned)) and _remainder(cleaned) == 1
