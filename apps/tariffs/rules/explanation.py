"""Tariffs · reckoning an assessment again from nothing but what it states · pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from djmoney.money import Money

from apps.common.money import rounded, split

from ..types import Assessment, RoundingLevel, Working
from .charges import WAIVED, together
from .expressions import UNITS, evaluate
from .valuation import to_quantum

_PLACES = Decimal("0.00000001")
_KINDS = ("duty", "tax", "fee")


def recomputed(assessment: Assessment) -> list[Money]:
    """The amount of each line of the assessment, in its order, reckoned from its workings and rates of exchange alone.

    Raises:
        ValueError: a base is not what its parts make, or an expression does not make the exact amount stated.
    """
    workings = assessment.workings
    amounts = _amounts(workings)
    found: list[Money] = []
    for kind in _KINDS:
        ours = [number for number, working in enumerate(workings) if working.kind == kind]
        if not ours:
            continue
        official = [amounts[number] for number in ours]
        for number, money in zip(ours, split(_charged(official, assessment), official), strict=True):
            weights = workings[number].weights
            found += split(money, weights) if len(weights) > 1 else [money]
    return found


def _charged(amounts: Sequence[Decimal], assessment: Assessment) -> Money:
    back = [used.rate for used in assessment.exchange if used.into == assessment.currency and not used.authority]
    rate = back[-1] if back and assessment.workings[0].currency != assessment.currency else Decimal(1)
    return rounded(Money(sum(amounts, Decimal(0)) * rate, assessment.currency), ROUND_HALF_UP)


def _amounts(workings: Sequence[Working]) -> list[Decimal]:
    found = [_alone(working) for working in workings]
    groups: dict[str, list[int]] = defaultdict(list)
    for number, working in enumerate(workings):
        if working.level == RoundingLevel.DECLARATION:
            groups[working.group].append(number)
    for numbers in groups.values():
        first = workings[numbers[0]]
        exact = [_exact(workings[number]) for number in numbers]
        parts = together(exact, Decimal(first.quantum), first.rounding, first.currency)
        for number, part in zip(numbers, parts, strict=True):
            found[number] = part
    return found


def _alone(working: Working) -> Decimal:
    if working.level == WAIVED:
        return Decimal(0)
    exact = _exact(working)
    return to_quantum(exact, Decimal(working.quantum), working.rounding) if working.rounding else exact


def _exact(working: Working) -> Decimal:
    base = sum(working.parts.values(), Decimal(0))
    if working.base_quantum:
        base = to_quantum(base, working.base_quantum, ROUND_DOWN)
    if abs(base - working.base) > _PLACES:
        raise ValueError(f"{working.rule_id}: the parts make {base}, the base says {working.base}.")

    def convert(amount: Decimal, currency: str) -> Decimal:
        if currency == working.currency or not amount:
            return amount
        return (amount * working.worth[currency]).quantize(_PLACES, rounding=ROUND_HALF_EVEN)

    made = evaluate(
        working.expression,
        value=working.base,
        quantities={name: number for name, number in working.quantities.items() if name in UNITS},
        values={name: number for name, number in working.quantities.items() if name not in UNITS},
        convert=convert,
    )
    exact = made * working.share
    if abs(exact - working.exact) > _PLACES:
        raise ValueError(f"{working.rule_id}: the expression makes {exact}, the working says {working.exact}.")
    return exact
