"""Common · rounding and splitting of django-money's Money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import moneyed
from djmoney.money import Money

from .currency_table import row

# In ISO 4217 since 2025 and 2024; py-moneyed 3.0 is older.
for _code, _number, _name in (("XCG", "532", "Caribbean Guilder"), ("ZWG", "924", "Zimbabwe Gold")):
    if _code not in moneyed.CURRENCIES:
        moneyed.add_currency(_code, _number, name=_name)


def exponent(currency: str) -> int:
    """Digits after the decimal point of the currency's minor unit (ISO 4217): JPY 0, EUR 2, KWD 3."""
    return row(currency).exponent


def quantum(currency: str) -> Decimal:
    """One minor unit of the currency."""
    return Decimal(1).scaleb(-exponent(currency))


def rounded(money: Money, mode: str = ROUND_HALF_UP) -> Money:
    """The amount at the currency's own exponent, rounded by `mode` (a decimal.ROUND_* name)."""
    return Money(money.amount.quantize(quantum(money.currency.code), rounding=mode), money.currency)


def cash_rounded(money: Money, mode: str = ROUND_HALF_UP) -> Money:
    """The amount that coins can make up: CHF to 0.05, HUF and SEK to 1, others to their minor unit."""
    code = money.currency.code
    return Money(to_step(money.amount, row(code).cash_step, mode).quantize(quantum(code)), money.currency)


def to_step(amount: Decimal, step: Decimal, mode: str = ROUND_HALF_UP) -> Decimal:
    """The nearest multiple of `step` (greater than zero), rounded by `mode`."""
    return (amount / step).quantize(Decimal(1), rounding=mode) * step


def is_at_exponent(money: Money) -> bool:
    """Whether the amount has no fraction of a minor unit."""
    return bool(rounded(money).amount == money.amount)


def split(total: Money, weights: Sequence[Decimal | int]) -> list[Money]:
    """Parts of `total` in proportion to `weights` that sum to it exactly, by largest remainder.

    `total` is at its exponent; weights are not negative. Where all weights are
    zero the parts are equal. Equal remainders go to the earlier part.

    Raises:
        ValueError: no weights, a negative weight, or a total that is not at its exponent.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ValueError("Weights must be given and not negative.")
    if not is_at_exponent(total):
        raise ValueError(f"{total} has a fraction of a minor unit.")
    whole = sum((Decimal(weight) for weight in weights), Decimal(0))
    if whole == 0:
        return split(total, [1] * len(weights))
    units = to_minor(total)
    sign, units = (-1, -units) if units < 0 else (1, units)
    exact = [units * Decimal(weight) / whole for weight in weights]
    floors = [int(share.to_integral_value(rounding=ROUND_DOWN)) for share in exact]
    order = sorted(range(len(weights)), key=lambda index: (floors[index] - exact[index], index))
    for index in order[: units - sum(floors)]:
        floors[index] += 1
    return [from_minor(sign * part, total.currency.code) for part in floors]


def to_minor(money: Money) -> int:
    """The amount in minor units.

    Raises:
        ValueError: the amount has a fraction of a minor unit.
    """
    scaled = money.amount.scaleb(exponent(money.currency.code))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{money} has a fraction of a minor unit.")
    return int(scaled)


def from_minor(units: int, currency: str) -> Money:
    """Money of `units` minor units."""
    return Money(Decimal(units).scaleb(-exponent(currency)), currency)


def zero(currency: str) -> Money:
    """Nothing, in `currency`."""
    return Money(Decimal(0), currency)


def total(parts: Sequence[Money], currency: str) -> Money:
    """The sum of `parts`, which are all in `currency`; zero where there are none.

    Raises:
        TypeError: a part is in another currency.
    """
    amount = Decimal(0)
    for part in parts:
        if part.currency.code != currency:
            raise TypeError(f"A sum in {currency} takes no other currency.")
        amount += part.amount
    return Money(amount, currency)


def as_wire(money: Money) -> dict[str, str]:
    """The form in which money travels and is stored in JSON: a decimal string and a currency code."""
    return {"amount": format(money.amount, "f"), "currency": money.currency.code}


def on_wire(money: Money) -> dict[str, str]:
    """As `as_wire`, without zeros beyond the currency's own digits: 12.3400 EUR is 12.34, 0.0125 EUR stays."""
    amount = money.amount.normalize()
    digits = max(exponent(money.currency.code), -int(amount.as_tuple().exponent))
    return {"amount": f"{amount:.{digits}f}", "currency": money.currency.code}


def from_wire(value: dict[str, str]) -> Money:
    """Money of its `as_wire` form."""
    return Money(Decimal(value["amount"]), value["currency"])
