"""Payments · gateways · whether a provider takes an amount, and its integers: pure."""

from __future__ import annotations

from djmoney.money import Money

from apps.common.currency_table import Provider, provider_unit
from apps.payments.errors import InvalidRequest

from .port import Capabilities


def fits(amount: Money, provider: Provider, capabilities: Capabilities) -> bool:
    """Whether the provider can express the amount, takes its currency, and it is within the bounds of one payment."""
    code, units = amount.currency.code, amount.amount
    unit = provider_unit(provider, code)
    if unit is None or units <= 0 or units % unit.step:
        return False
    if capabilities.currencies is not None and code not in capabilities.currencies:
        return False
    largest = capabilities.largest.get(code)
    return bool(units >= capabilities.smallest.get(code, 0) and (largest is None or units <= largest))


def as_integer(amount: Money, provider: Provider) -> int:
    """The amount as the provider's integer.

    Raises:
        InvalidRequest: the provider cannot express it.
    """
    unit = provider_unit(provider, amount.currency.code)
    if unit is None or amount.amount % unit.step:
        raise InvalidRequest("amount_not_expressible")
    return int(amount.amount.scaleb(unit.exponent))
