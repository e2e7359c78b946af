"""Card numbers and what Stripe's test cards do · sandbox gateway · no schema.

Source: Stripe documentation, «Testing». A number is looked at once and forgotten; `Card` holds what may be
kept.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

Decline = tuple[str, str | None]

DECLINES: dict[str, Decline] = {
    "4000000000000002": ("card_declined", "generic_decline"),
    "4000000000009995": ("card_declined", "insufficient_funds"),
    "4000000000009987": ("card_declined", "lost_card"),
    "4000000000009979": ("card_declined", "stolen_card"),
    "4000000000000341": ("card_declined", "generic_decline"),
    "4000000000000069": ("expired_card", "expired_card"),
    "4000000000000127": ("incorrect_cvc", "incorrect_cvc"),
    "4000000000000119": ("processing_error", "processing_error"),
    "4000008400001629": ("card_declined", "generic_decline"),
    "4000008260003178": ("card_declined", "insufficient_funds"),
}
AUTHENTICATED = frozenset(
    {
        "4000002500003155",
        "4000002760003184",
        "4000000000003220",
        "4000000000003063",
        "4000008400001629",
        "4000008260003178",
    }
)
DISPUTED = {
    "4000000000000259": "fraudulent",
    "4000000000002685": "product_not_received",
}
REFUND_FAILS = "4000000000005126"
# The issuer's country of Stripe's international test cards: its ISO 3166-1 number follows 4000 00.
COUNTRIES = {
    "076": "BR", "124": "CA", "484": "MX", "784": "AE", "040": "AT", "056": "BE", "100": "BG", "112": "BY",
    "191": "HR", "196": "CY", "203": "CZ", "208": "DK", "233": "EE", "246": "FI", "250": "FR", "276": "DE",
    "292": "GI", "300": "GR", "348": "HU", "352": "IS", "372": "IE", "380": "IT", "428": "LV", "438": "LI",
    "440": "LT", "442": "LU", "470": "MT", "528": "NL", "578": "NO", "616": "PL", "620": "PT", "642": "RO",
    "682": "SA", "703": "SK", "705": "SI", "724": "ES", "752": "SE", "756": "CH", "826": "GB", "036": "AU",
    "156": "CN", "344": "HK", "356": "IN", "360": "ID", "392": "JP", "410": "KR", "414": "KW", "458": "MY",
    "554": "NZ", "702": "SG", "158": "TW", "764": "TH", "704": "VN",
}  # fmt: skip
UNENROLLED = frozenset({"378282246310005", "6011111111111117", "3056930009020004"})
TOKENS = {
    "visa": "4242424242424242",
    "mastercard": "5555555555554444",
    "amex": "378282246310005",
    "jcb": "3566002020360505",
    "unionpay": "6200000000000005",
    "createDispute": "4000000000000259",
    "createDisputeProductNotReceived": "4000000000002685",
    "refundFail": "4000000000005126",
    "chargeDeclined": "4000000000000002",
    "chargeDeclinedInsufficientFunds": "4000000000009995",
    "chargeDeclinedLostCard": "4000000000009987",
    "chargeDeclinedStolenCard": "4000000000009979",
    "chargeDeclinedExpiredCard": "4000000000000069",
    "chargeDeclinedIncorrectCvc": "4000000000000127",
    "chargeDeclinedProcessingError": "4000000000000119",
    "chargeCustomerFail": "4000000000000341",
    "authenticationRequired": "4000002760003184",
    "authenticationRequiredOnSetup": "4000002500003155",
    "threeDSecure2Required": "4000000000003220",
    "threeDSecureRequired": "4000000000003063",
    "authenticationRequiredChargeDeclinedInsufficientFunds": "4000008260003178",
}
_BRANDS = (
    ("visa", r"4", (13, 16, 19)),
    ("mastercard", r"5[1-5]|2(22[1-9]|2[3-9]|[3-6]|7[01]|720)", (16,)),
    ("amex", r"3[47]", (15,)),
    ("jcb", r"35(2[89]|[3-8])", (16, 17, 18, 19)),
    ("diners", r"3(0[0-5]|095|[689])", (14, 15, 16, 17, 18, 19)),
    ("unionpay", r"62|81", (16, 17, 18, 19)),
    ("discover", r"6(011|4[4-9]|5)", (16, 17, 18, 19)),
)


@dataclass(frozen=True)
class Card:
    """What may be kept of a card, and how it will behave."""

    brand: str
    last4: str
    exp_month: int
    exp_year: int
    fingerprint: str
    decline: Decline | None
    needs_authentication: bool
    can_authenticate: bool
    country: str
    iin: str
    dispute: str | None
    fails_refunds: bool

    def as_dict(self) -> dict[str, Any]:
        """For storage."""
        return asdict(self)


def digits(number: str) -> str:
    """The number without spaces and dashes; Arabic-Indic and full-width digits become ASCII."""
    return "".join(str(int(char)) if char.isdecimal() else char for char in number if char not in " -\u00a0\u2009")


def passes_luhn(number: str) -> bool:
    """The Luhn check. Source: ISO/IEC 7812-1, annex B."""
    if not number.isascii() or not number.isdigit():
        return False
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def brand(number: str) -> str | None:
    """The card's brand if prefix and length fit one."""
    for name, prefix, lengths in _BRANDS:
        if len(number) in lengths and re.match(prefix, number):
            return name
    return None


def expiry(value: str, *, now: datetime) -> tuple[int, int] | None:
    """Read `MM / YY` or `MM / YYYY`; None if unreadable or more than 50 years ahead."""
    match = re.fullmatch(r"\s*(\d{1,2})\s*[/ .-]?\s*(\d{4}|\d{2})\s*", "".join(map(digits, value)) if value else "")
    if match is None or not 1 <= int(match[1]) <= 12:
        return None
    year = int(match[2]) if len(match[2]) == 4 else now.year // 100 * 100 + int(match[2])
    return (int(match[1]), year) if year <= now.year + 50 else None


def read(number: str, exp_month: int, exp_year: int, *, salt: bytes) -> Card:
    """Look at a number that passed the checks and keep only what may be kept. `salt` keys the fingerprint."""
    return Card(
        brand=brand(number) or "unknown",
        last4=number[-4:],
        exp_month=exp_month,
        exp_year=exp_year,
        fingerprint=hmac.new(salt, number.encode(), hashlib.sha256).hexdigest()[:16],
        decline=DECLINES.get(number),
        needs_authentication=number in AUTHENTICATED,
        can_authenticate=number not in UNENROLLED,
        country=COUNTRIES.get(number[6:9], "US") if number.startswith("400000") else "US",
        iin=number[:6],
        dispute=DISPUTED.get(number),
        fails_refunds=number == REFUND_FAILS,
    )


def from_token(token: str, *, now: datetime, salt: bytes) -> Card | None:
    """The card behind `pm_card_…`, or None if Stripe has no such test payment method."""
    name = token.removeprefix("pm_card_").removeprefix("visa_")
    number = TOKENS.get(name) if token.startswith("pm_card_") else None
    return read(number, 12, now.year + 8, salt=salt) if number else None
