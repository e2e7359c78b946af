"""Payments · amounts as Stripe counts them, which is not ISO 4217 everywhere: pure.

The table, with its source, is apps/common/currency_table.py.
"""

from __future__ import annotations

from decimal import Decimal

from djmoney.money import Money

from apps.common.currency_table import Provider, ProviderUnit, provider_unit
from apps.payments.errors import InvalidRequest

# Source: Stripe documentation, "Supported currencies": minimum and maximum charge amounts. The least amount holds
# in the currency that the account is paid in, so that an amount just above it may still be refused.
SMALLEST = {code: Decimal(text) for code, text in {
    "AED": "2.00", "AUD": "0.50", "BGN": "1.00", "BRL": "0.50", "CAD": "0.50", "CHF": "0.50", "CZK": "15.00",
    "DKK": "2.50", "EUR": "0.50", "GBP": "0.30", "HKD": "4.00", "HUF": "175.00", "INR": "0.50", "JPY": "50",
    "MXN": "10.00", "MYR": "2.00", "NOK": "3.00", "NZD": "0.50", "PLN": "2.00", "RON": "2.00", "SEK": "3.00",
    "SGD": "0.50", "THB": "10.00", "USD": "0.50",
}.items()}  # fmt: skip
_MORE_DIGITS = {"HUF": Decimal("99999999.99"), "INR": Decimal("9999999.99"), "JPY": Decimal("9999999999")}
LARGEST = {code: _MORE_DIGITS.get(code, Decimal("999999.99")) for code in SMALLEST}


def step(currency: str) -> Decimal:
    """The smallest difference between two amounts that Stripe can charge."""
    return _unit(currency).step


def to_stripe(money: Money) -> int:
    """The amount as Stripe's integer.

    Raises:
        InvalidRequest: Stripe cannot express it.
    """
    currency = money.currency.code
    if money.amount % step(currency):
        raise InvalidRequest("amount_not_expressible")
    return int(money.amount.scaleb(_unit(currency).exponent))


def from_stripe(amount: int, currency: str) -> Money:
    """Money of Stripe's integer; `currency` in either case."""
    code = currency.upper()
    return Money(Decimal(amount).scaleb(-_unit(code).exponent), code)


def _unit(currency: str) -> ProviderUnit:
    unit = provider_unit(Provider.STRIPE, currency)
    assert unit is not None
    return unit
