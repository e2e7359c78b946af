"""Aftersales · what is asked for one piece of each variant that is wanted in exchange: pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

from djmoney.money import Money

from apps.checkout.types.differences import AskedFor
from apps.common.money import quantum


def asked_for(wanted: Iterable[tuple[UUID, int, Money, Decimal]]) -> dict[UUID, AskedFor]:
    """Of (variant, pieces, price of one that came back, what one costs more): price and difference of one piece.

    Where one variant is wanted for goods of several prices both are averages, down to a coin.
    """
    sums: dict[UUID, tuple[int, Decimal, Decimal]] = {}
    currency = ""
    for variant, pieces, price, more in wanted:
        count, worth, asked = sums.get(variant, (0, Decimal(0), Decimal(0)))
        sums[variant] = (count + pieces, worth + (price.amount + more) * pieces, asked + more * pieces)
        currency = price.currency.code
    coin = quantum(currency) if currency else Decimal(1)

    def of_one(amount: Decimal, count: int) -> Money:
        return Money((amount / count).quantize(coin, rounding=ROUND_DOWN), currency)

    return {
        variant: AskedFor(of_one(worth, count), of_one(asked, count)) for variant, (count, worth, asked) in sums.items()
    }
