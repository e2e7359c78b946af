"""Discovery · filters to and from the query of an address · pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from apps.discovery.types import Filters, Sort

_ATTRIBUTE = re.compile(r"^a\.([a-z0-9_]{1,40})$")
_RANGE = re.compile(r"^n\.([a-z0-9_]{1,40})\.(?:low|high)$")
_TOKEN = re.compile(r"^[\w.-]{1,80}$")
_MOST_CHOICES = 40
_HIGHEST = Decimal(10) ** 12


def parse(query: Mapping[str, Sequence[str]]) -> Filters:
    """The filters that a query asks for; what makes no sense is left out, never an error.

    Keys: `cat`, `maker`, `from` (country), `low`, `high`, `stars`, `stock`, `a.<attribute>` and, for what is
    measured, `n.<attribute>.low` and `n.<attribute>.high`.
    """
    attributes = {
        match[1]: chosen
        for key, values in query.items()
        if (match := _ATTRIBUTE.match(key)) and (chosen := _tokens(values))
    }
    low, high = _bounds(query, "")
    measured = sorted({match[1] for key in query if (match := _RANGE.match(key))})[:_MOST_CHOICES]
    ranges = {code: bounds for code in measured if (bounds := _bounds(query, f"n.{code}.")) != (None, None)}
    stars = _tokens(query.get("stars", ()))
    return Filters(
        categories=_tokens(query.get("cat", ())),
        vendors=_tokens(query.get("maker", ())),
        origins=tuple(code.upper() for code in _tokens(query.get("from", ())) if len(code) == 2),
        attributes=attributes,
        ranges=ranges,
        low=low,
        high=high,
        rating=int(stars[0]) if stars and stars[0] in {"1", "2", "3", "4", "5"} else None,
        in_stock="1" in query.get("stock", ()),
    )


def sort(text: str) -> Sort:
    """The order that a query names; the recommended one where it names none."""
    return Sort(text) if text in set(Sort) else Sort.RECOMMENDED


def _tokens(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if _TOKEN.match(value)))[:_MOST_CHOICES]


def _bounds(query: Mapping[str, Sequence[str]], prefix: str) -> tuple[Decimal | None, Decimal | None]:
    low, high = _amount(query.get(f"{prefix}low", ())), _amount(query.get(f"{prefix}high", ()))
    return (high, low) if low is not None and high is not None and low > high else (low, high)


def _amount(values: Sequence[str]) -> Decimal | None:
    text = values[0].strip().replace(",", ".") if values else ""
    try:
        amount = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() and 0 <= amount <= _HIGHEST else None
