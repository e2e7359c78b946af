"""Payments · amounts as Stripe counts them, which is not ISO 4217 everywhere: pure.

The table, with its source, is apps/common/currency_table.py.
"""

from __future__ import annotations

from decimal import Decimal

from djmoney.money import Money

from apps.common.currency_table import Provider, ProviderUnit, provider_unit
from apps.payments.errors import InvalidRequest


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
