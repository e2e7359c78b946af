"""Tariffs · reading members of JSON: what is unusable is named · pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.common.currency_table import CODES
from apps.common.errors import InvalidInput


def members(field: str, value: Any, known: frozenset[str]) -> Mapping[str, Any]:
    """An object with no other members than those known.

    Raises:
        InvalidInput: it is no object, or has others.
    """
    if not isinstance(value, Mapping):
        raise InvalidInput(field=field, problem=_("Give an object here."))
    for name in value:
        if name not in known:
            problem = _("This member is unknown here. Known: %(known)s.")
            raise InvalidInput(field=f"{field}.{name}", problem=problem, known=", ".join(sorted(known)))
    return value


def number_of(value: Any, field: str) -> Decimal:
    """A number that is not negative, given as a decimal string or a JSON number.

    Raises:
        InvalidInput: it is none.
    """
    try:
        if isinstance(value, bool):
            raise ValueError
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        number = Decimal("NaN")
    if not number.is_finite() or number < 0 or abs(number.adjusted()) > 15:
        raise InvalidInput(field=field, problem=_("Give a number that is not negative, like 12.50."))
    return number


def rate_of(value: Any, field: str) -> Decimal:
    """A rate of exchange: a number above zero.

    Raises:
        InvalidInput: it is none.
    """
    rate = number_of(value, field)
    if not rate:
        raise InvalidInput(field=field, problem=_("Give a rate above zero."))
    return rate


def currency_of(value: Any, field: str) -> str:
    """An ISO 4217 code.

    Raises:
        InvalidInput: it is none.
    """
    if value not in CODES:
        raise InvalidInput(field=field, problem=_("Give a currency by its ISO 4217 code, like EUR."))
    return str(value)


def country_of(given: Mapping[str, Any], name: str) -> str:
    """A country's ISO 3166-1 code, or InvalidInput."""
    value = str(given.get(name) or "").upper()
    if len(value) != 2 or not value.isalpha() or not value.isascii():
        raise InvalidInput(field=name, problem=_("Give a country by its ISO 3166-1 code, like DE."))
    return value


def day_of(given: Mapping[str, Any], name: str) -> date | None:
    """A day between 2000 and 2100; None where it is not stated; or InvalidInput."""
    value = given.get(name)
    if value is None:
        return None
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2100:
        raise InvalidInput(field=name, problem=_("Give a day between 2000 and 2100, like 2026-07-01."))
    return day


def choice_of(given: Mapping[str, Any], name: str, known: Sequence[str], usual: str) -> str:
    """One of the words known, the usual one where none is stated; or InvalidInput."""
    value = given.get(name) or usual
    if value != usual and value not in known:
        problem = _("Choose one of these: %(known)s.")
        raise InvalidInput(field=name, problem=problem, known=", ".join(known))
    return str(value)


def text_of(given: Mapping[str, Any], name: str) -> str:
    """A text, empty where it is not stated."""
    return str(given.get(name) or "")[:60]


def flag_of(given: Mapping[str, Any], name: str) -> bool | None:
    """True or false; None where it is not stated; or InvalidInput."""
    value = given.get(name)
    if value is not None and not isinstance(value, bool):
        raise InvalidInput(field=name, problem=_("Give true or false."))
    return value


def whole_of(given: Mapping[str, Any], name: str, usual: int) -> int:
    """A whole number of one or more, the usual one where none is stated; or InvalidInput."""
    number = number_of(given.get(name, usual), name)
    if number != number.to_integral_value() or number < 1 or number > 10_000_000:
        raise InvalidInput(field=name, problem=_("Give a whole number of one or more."))
    return int(number)


def words_of(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of words, or a single one; or InvalidInput."""
    value = given.get(name) or []
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list):
        raise InvalidInput(field=name, problem=_("Give a list of words."))
    return tuple(str(word) for word in value)


def mapping_of(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object, empty where it is not stated; or InvalidInput."""
    value = given.get(name) or {}
    if not isinstance(value, Mapping):
        raise InvalidInput(field=name, problem=_("Give an object here."))
    return value


def is_number(value: Any) -> bool:
    """Whether a value reads as a finite number."""
    try:
        return not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False
