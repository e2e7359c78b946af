"""Payments · amounts as Stripe counts them, which is not ISO 4217 everywhere: pure.

Source: Stripe documentation, "Supported currencies": zero-decimal, three-decimal
and special-case currencies, minimum charge amounts.
"""

from __future__ import annotations

from decimal import Decimal

from djmoney.money import Money

from apps.payments.errors import InvalidRequest

_ZERO_DECIMAL = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
_THREE_DECIMAL = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
_WHOLE_ONLY = frozenset({"ISK", "UGX"})


def step(currency: str) -> Decimal:
    """The smallest difference between two amounts that Stripe can charge."""
    if currency in _ZERO_DECIMAL or currency in _WHOLE_ONLY:
        return Decimal(1)
    return Decimal("0.01")


def to_stripe(money: Money) -> int:
    """The amount as Stripe's integer.

    Raises:
        InvalidRequest: Stripe cannot express it.
    """
    currency = money.currency.code
    if money.amount % step(currency):
        raise InvalidRequest("amount_not_expressible")
    return int(money.amount.scaleb(_digits(currency)))


def from_stripe(amount: int, currency: str) -> Money:
    """Money of Stripe's integer; `currency` in either case."""
    code = currency.upper()
    return Money(Decimal(amount).scaleb(-_digits(code)), code)


def _digits(currency: str) -> int:
    if currency in _ZERO_DECIMAL:
        return 0
    return 3 if currency in _THREE_DECIMAL else 2
