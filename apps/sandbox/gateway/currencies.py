"""Currencies as Stripe counts them · sandbox gateway · no schema.

Source: Stripe documentation, «Supported currencies» (minor units, special cases, least and greatest amounts).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from apps.sandbox.gateway.errors import InvalidParameter
from apps.sandbox.gateway.params import text

SUPPORTED = frozenset({
    "aed", "afn", "all", "amd", "ang", "aoa", "ars", "aud", "awg", "azn", "bam", "bbd", "bdt", "bgn",
    "bhd", "bif", "bmd", "bnd", "bob", "brl", "bsd", "bwp", "byn", "bzd", "cad", "cdf", "chf", "clp",
    "cny", "cop", "crc", "cve", "czk", "djf", "dkk", "dop", "dzd", "egp", "etb", "eur", "fjd", "fkp",
    "gbp", "gel", "gip", "gmd", "gnf", "gtq", "gyd", "hkd", "hnl", "htg", "huf", "idr", "ils", "inr",
    "isk", "jmd", "jod", "jpy", "kes", "kgs", "khr", "kmf", "krw", "kwd", "kyd", "kzt", "lak", "lbp",
    "lkr", "lrd", "lsl", "mad", "mdl", "mga", "mkd", "mmk", "mnt", "mop", "mur", "mvr", "mwk", "mxn",
    "myr", "mzn", "nad", "ngn", "nio", "nok", "npr", "nzd", "omr", "pab", "pen", "pgk", "php", "pkr",
    "pln", "pyg", "qar", "ron", "rsd", "rub", "rwf", "sar", "sbd", "scr", "sek", "sgd", "shp", "sle",
    "sos", "srd", "std", "szl", "thb", "tjs", "tnd", "top", "try", "ttd", "twd", "tzs", "uah", "ugx",
    "usd", "uyu", "uzs", "vnd", "vuv", "wst", "xaf", "xcd", "xof", "xpf", "yer", "zar", "zmw",
})  # fmt: skip
ZERO_DECIMAL = frozenset({
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof",
    "xpf",
})  # fmt: skip
THREE_DECIMAL = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
WHOLE_UNITS_ONLY = frozenset({"isk", "ugx"})
MINIMUM = {
    "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250,
    "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200,
    "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000, "usd": 50,
}  # fmt: skip
MAXIMUM = {
    "idr": 10**12 - 1,
    "lbp": 10**12 - 1,
    "cop": 10**10 - 1,
    "huf": 10**10 - 1,
    "jpy": 10**10 - 1,
    "inr": 10**9 - 1,
}
DEFAULT_MAXIMUM = 99_999_999


def currency(value: Any, path: str) -> str:
    """Read a three-letter code, upper or lower case."""
    code = str(text(16)(value, path)).lower()
    if code not in SUPPORTED:
        names = ", ".join(sorted(SUPPORTED))
        raise InvalidParameter(
            f"Invalid currency: {value}. Stripe currently supports these currencies: {names}", param=path
        )
    return code


def decimals(code: str) -> int:
    """Digits after the point in Stripe's minor unit."""
    return 0 if code in ZERO_DECIMAL else 3 if code in THREE_DECIMAL else 2


def major(amount: int, code: str) -> Decimal:
    """Minor units as a decimal amount of the currency."""
    return Decimal(amount).scaleb(-decimals(code))


def step(code: str) -> int:
    """The smallest charge that differs: ten where there are three decimals, a whole unit of ISK and UGX."""
    return 10 if code in THREE_DECIMAL else 100 if code in WHOLE_UNITS_ONLY else 1


def whole(amount: int, code: str) -> int:
    """Rounded up to what the currency can express."""
    return -(-amount // step(code)) * step(code)


def check_unit(amount: int, code: str, *, param: str = "amount") -> None:
    """Refuse an amount that the currency cannot express.

    Raises:
        InvalidParameter: three-decimal and not a multiple of ten, or ISK and UGX with cents.
    """
    if amount % step(code):
        message = f"Invalid amount: {code.upper()} amounts must be divisible by {step(code)}."
        raise InvalidParameter(message, code="parameter_invalid_integer", param=param)


def check_charge(amount: int, code: str, *, param: str = "amount") -> None:
    """Refuse an amount that cannot be charged.

    Raises:
        InvalidParameter: `amount_too_small`, `amount_too_large`, or not a unit of the currency.
    """
    least, most = MINIMUM.get(code, 1), MAXIMUM.get(code, DEFAULT_MAXIMUM)
    if amount < least:
        message = f"Amount must be at least {major(least, code)} {code}"
        raise InvalidParameter(message, code="amount_too_small", param=param)
    if amount > most:
        message = f"Amount must be no more than {major(most, code)} {code}"
        raise InvalidParameter(message, code="amount_too_large", param=param)
    check_unit(amount, code, param=param)
