"""Tariffs · whether a country is meant by a rule's place: itself, a group it belongs to, or any · pure."""

from __future__ import annotations

from collections.abc import Iterable

from ..types import RuleSet

ANYWHERE = "*"


def is_in(country: str, place: str, rules: RuleSet) -> bool:
    """Whether the place is the country, a group that it belongs to on the rules' day, or any."""
    return place in (ANYWHERE, country) or country in rules.groups.get(place, ())


def is_in_any(country: str, places: Iterable[str], rules: RuleSet) -> bool:
    """Whether one of the places means the country."""
    return any(is_in(country, place, rules) for place in places)


def breadth(country: str, place: str) -> int:
    """How widely the place is drawn: 0 the country itself, 1 a group, 2 any."""
    return 0 if place == country else 2 if place == ANYWHERE else 1
