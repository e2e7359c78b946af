"""Risk · what rules say of facts, and what follows: pure."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from apps.risk.types import Action, Fact, Facts, Hit, Mode, RuleView

from .features import FEATURES

_NUMBERS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
OPERATORS = (*_NUMBERS, "is", "differs", "in")
# A condition as one is written.
EXAMPLE = '["amount", ">=", 300]'


def judge(facts: Facts, rules: Iterable[RuleView]) -> list[Hit]:
    """The rules that find something, in their order. Those that speak of the score are asked after all others."""
    late: list[RuleView] = []
    hits: list[Hit] = []
    for rule in rules:
        if _speaks_of(rule, "score"):
            late.append(rule)
        elif holds(rule.conditions, facts):
            hits.append(_hit(rule))
    summed = {**facts, "score": score_of(hits)}
    return hits + [_hit(rule) for rule in late if holds(rule.conditions, summed)]


def score_of(hits: Iterable[Hit]) -> int:
    """The weights of those that act, together."""
    return sum(hit.weight for hit in hits if not hit.is_shadow)


def action_of(hits: Iterable[Hit], *, mode: Mode = Mode.ENFORCE) -> Action:
    """The strongest of what acting rules ask for."""
    if mode is Mode.SHADOW:
        return Action.ALLOW
    acting = [hit.action for hit in hits if not hit.is_shadow]
    return max(acting, key=lambda action: action.strength, default=Action.ALLOW)


def holds(conditions: Sequence[tuple[str, str, Any]], facts: Facts) -> bool:
    """Whether every condition holds. One about something that is not known does not."""
    return all(_holds(facts.get(feature), sign, value, facts) for feature, sign, value in conditions)


def unusable(conditions: Any) -> str:
    """The first condition of a draft that cannot be judged by, as text; empty where all can."""
    if not isinstance(conditions, list) or not conditions:
        return str(conditions)
    return next((str(one) for one in conditions if not _is_usable(one)), "")


def unreachable(rules: Sequence[RuleView]) -> list[str]:
    """Names of rules that never decide: an acting rule with fewer of their conditions asks for as much already."""
    return [
        rule.name
        for rule in rules
        if any(
            other.name != rule.name
            and not other.is_shadow
            and other.action.strength >= rule.action.strength
            and set(map(repr, other.conditions)) < set(map(repr, rule.conditions))
            for other in rules
        )
    ]


def _holds(fact: Fact, sign: str, value: Any, facts: Facts) -> bool:
    if fact is None:
        return False
    if sign in _NUMBERS:
        return isinstance(fact, int | float) and _NUMBERS[sign](fact, value)
    if sign == "in":
        return fact in value
    if sign == "differs":
        other = facts.get(value)
        return other is not None and fact != other
    return fact == value


def _is_usable(condition: Any) -> bool:
    if not (isinstance(condition, list | tuple) and len(condition) == 3):
        return False
    feature, sign, value = condition
    if feature not in FEATURES or sign not in OPERATORS:
        return False
    if sign in _NUMBERS:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if sign == "in":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if sign == "differs":
        return value in FEATURES
    return isinstance(value, str | bool | int | float)


def _speaks_of(rule: RuleView, feature: str) -> bool:
    return any(name == feature for name, _, _ in rule.conditions)


def _hit(rule: RuleView) -> Hit:
    return Hit(rule.name, rule.version, rule.action, rule.weight, rule.is_shadow)


def said(conditions: Sequence[Sequence[Any]], facts: Mapping[str, Fact]) -> list[tuple[str, str, Fact]]:
    """For each condition what it speaks of, the condition, and what the fact was."""
    return [(FEATURES[name], f"{name} {sign} {value}", facts.get(name)) for name, sign, value in conditions]
