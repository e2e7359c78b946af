"""Markets · neat prices, and from a seller's price to what a buyer pays in another currency · pure.

A price is converted, rounded to the market's lowest denomination, and only then moved to the nearest neat ending.
What the move gives or takes stays with the marketplace: sellers get the price that they set.
"""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache

from djmoney.money import Money

from apps.common.money import quantum, rounded, to_step

from .types import Ending, PriceRule, SellersTerms

# How far a seller's ending may move a price, as a fraction of it.
_SHIFT = Decimal("0.1")
_ENDING = re.compile(r"(?P<whole>\d{0,5})(?:\.(?P<any>x{0,3})(?P<cents>\d{1,4}))?", re.ASCII)


def endings_of(text: str, currency: str) -> tuple[Ending, ...]:
    """The endings that a pattern names: ".99", "9", "80,980", "9.95", or ".x5" for any digit and then a 5.

    Raises:
        ValueError: no such pattern, or one that the currency has no coins for.
    """
    return tuple(_ending(part.strip(), currency) for part in text.split(",") if part.strip())


def _ending(text: str, currency: str) -> Ending:
    found = _ENDING.fullmatch(text)
    if found is None or (found["any"] and found["whole"]):
        raise ValueError(text)
    whole, wild, cents = found["whole"], found["any"] or "", found["cents"] or ""
    places = len(wild) + len(cents)
    offset = Decimal(whole or 0) + Decimal(cents or 0).scaleb(-places)
    period = Decimal(1).scaleb(-len(wild)) if wild else Decimal(10) ** len(whole)
    if offset % quantum(currency) or period % quantum(currency):
        raise ValueError(text)
    return Ending(offset, period)


def neat(amount: Decimal, rule: PriceRule) -> Decimal:
    """A price of the rule's currency made neat: never lower for a higher `amount`, and never zero.

    The nearest price with one of the endings, the lower of two as near, that keeps to the rule's bounds; where there
    is none the amount, rounded to the step, or up where half a step down would lie below the least margin.
    """
    coarse = to_step(amount, rule.step)
    lowest, least = coarse * (1 - rule.largest_shift), coarse * (1 + rule.least_margin)
    highest = coarse * (1 + rule.largest_shift)
    fitting = [
        candidate
        for ending in rule.endings
        for candidate in _around(coarse, ending)
        if max(lowest, least) <= candidate <= highest and candidate > 0
    ]
    if fitting:
        return min(fitting, key=lambda candidate: (abs(candidate - coarse), candidate))
    return max(coarse, to_step(least, rule.step, ROUND_CEILING), rule.step)


def _around(amount: Decimal, ending: Ending) -> tuple[Decimal, Decimal]:
    """The neat prices at or below an amount and above it."""
    below = ((amount - ending.offset) / ending.period).to_integral_value(ROUND_FLOOR) * ending.period + ending.offset
    return below, below + ending.period


def unit_price(unit: Money, *, rate: Decimal, currency: str, rule: PriceRule | None) -> Money:
    """What one piece costs in `currency`, of which `rate` gives the units for one of the seller's.

    A price that the seller set in this very currency stays as it is.
    """
    if unit.currency.code == currency or rule is None:
        return rounded(Money(unit.amount * rate, currency))
    return Money(neat(unit.amount * rate, rule).quantize(quantum(currency)), currency)


def goods_price(unit: Money, quantity: int, *, rate: Decimal, currency: str, rule: PriceRule | None) -> Money:
    """What `quantity` pieces cost: neat prices are multiplied, others converted as a whole and rounded once."""
    if unit.currency.code == currency or rule is None:
        return rounded(Money(unit.amount * quantity * rate, currency))
    return unit_price(unit, rate=rate, currency=currency, rule=rule) * quantity


def on_terms(unit: Money, first: Money, terms: SellersTerms, *, rate: Decimal, currency: str) -> tuple[Money, Money]:
    """What one piece costs in `currency` on a seller's own terms, and what of that is the seller's, in its currency.

    `unit` is the seller's price for the quantity, `first` that of one piece: a fixed price is of one piece, and many
    are as much cheaper as they are at home. `rate` gives units of the currency for one of the seller's, as the buyer
    is promised. Who sets the price bears it: the seller gets all of it at that rate.
    """
    if terms.fixed is not None:
        amount = terms.fixed * unit.amount / first.amount
    else:
        amount = unit.amount * (terms.rate or rate) * (1 + terms.markup)
        if terms.ending:
            amount = neat(amount, _rule_of(terms.ending, currency))
    price = max(rounded(Money(amount, currency)), Money(quantum(currency), currency))
    return price, rounded(Money(price.amount / rate, unit.currency))


@cache
def _rule_of(ending: str, currency: str) -> PriceRule:
    return PriceRule("", currency, endings_of(ending, currency), quantum(currency), _SHIFT, -_SHIFT, {})


def follows(held: Decimal | None, today: Decimal, hysteresis: Decimal) -> bool:
    """Whether a rate that prices keep is to be replaced by today's: it moved by more than `hysteresis`, a fraction."""
    return held is None or abs(today - held) > held * hysteresis
