"""Tariffs · duty expressions: rates and amounts per unit joined by +, -, MIN and MAX · pure.

`12%`, `3 EUR/item`, `4.9% + 0.51 USD/item`, `10% MIN 22 EUR/100kg MAX 56 EUR/100kg`.
An expression is split at its last conjunction, the left part again likewise;
`x MIN y` is not less than y, `x MAX y` not more (UK and EU tariff notation).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ..errors import DatumMissing

_CONJUNCTION = re.compile(r"\s+(\+|-|MIN|MAX)\s+")
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_SPECIFIC = re.compile(r"(\d+(?:\.\d+)?)\s+([A-Z]{3})/(kg|100kg|g|item|pair|heading)")

Convert = Callable[[Decimal, str], Decimal]


@dataclass(frozen=True)
class Component:
    """A percentage of the value, or an amount of a currency for one unit; `operator` joins it to what precedes."""

    operator: str
    number: Decimal
    currency: str = ""
    unit: str = ""


@lru_cache(maxsize=20_000)
def parse(expression: str) -> tuple[Component, ...]:
    """The components of an expression.

    Raises:
        ValueError: it is not in the notation above.
    """
    first, *rest = _CONJUNCTION.split(expression.strip())
    pairs = [("+", first), *zip(rest[::2], rest[1::2], strict=True)]
    return tuple(_component(operator, text) for operator, text in pairs)


def evaluate(expression: str, *, value: Decimal, quantities: Mapping[str, Decimal], convert: Convert) -> Decimal:
    """The duty on goods of a value, not rounded and not less than nothing.

    `quantities` maps units (kg, item …) to how many; `convert(amount, currency)`
    gives the amount in the currency of `value`.

    Raises:
        DatumMissing: a unit of the expression is not among the quantities.
    """
    duty = Decimal(0)
    for component in parse(expression):
        term = _term(component, value=value, quantities=quantities, convert=convert)
        duty = _JOIN[component.operator](duty, term)
    return max(duty, Decimal(0))


def single_rate(expression: str) -> Decimal | None:
    """The rate as a fraction where the expression is one percentage; else None."""
    components = parse(expression)
    if len(components) == 1 and not components[0].unit:
        return components[0].number / 100
    return None


_JOIN: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "MIN": max,
    "MAX": min,
}


def _component(operator: str, text: str) -> Component:
    if found := _RATE.fullmatch(text):
        return Component(operator, Decimal(found[1]))
    if found := _SPECIFIC.fullmatch(text):
        return Component(operator, Decimal(found[1]), found[2], found[3])
    raise ValueError(f"“{text}” is neither a rate nor an amount per unit.")


def _term(component: Component, *, value: Decimal, quantities: Mapping[str, Decimal], convert: Convert) -> Decimal:
    if not component.unit:
        return value * component.number / 100
    if component.unit not in quantities:
        raise DatumMissing(datum=f"quantity in {component.unit}")
    return convert(component.number * quantities[component.unit], component.currency)
