"""Currencies · providers that answer with JSON in the form of Open Exchange Rates, of fixer, or of frankfurter.

Sources of the forms: https://docs.openexchangerates.org/reference/latest-json (timestamp, base, rates; the key as
`Authorization: Token`), https://fixer.io/documentation (success, timestamp, base, date, rates; the key as
`access_key`; refusals come with status 200), https://frankfurter.dev (base, date, rates; no key).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from apps.common.currency_table import CODES
from apps.currencies.errors import FeedInvalid
from apps.currencies.types import PublishedRate

from .fetching import fetch, of_the_past

# A rate below this would lose its figures at the eight places that are stored.
_SMALLEST = Decimal("0.0001")
_KNOWN = frozenset(CODES)


class Shape(StrEnum):
    """Whose form the answer has."""

    OPENEXCHANGERATES = "openexchangerates"
    FIXER = "fixer"
    FRANKFURTER = "frankfurter"


@dataclass(frozen=True)
class JsonFeed:
    """A provider at `url`. Of each day the first rates that it publishes are kept."""

    name: str
    url: str
    shape: Shape
    key: str = field(default="", repr=False)

    def read(self, *, at: datetime) -> list[PublishedRate]:
        headers = {"Authorization": f"Token {self.key}"} if self.shape is Shape.OPENEXCHANGERATES else None
        query = {"access_key": self.key} if self.shape is Shape.FIXER else None
        body = fetch(self.url, query=query, headers=headers)
        return of_the_past(parse(body, name=self.name, url=self.url), at=at)


def parse(body: bytes, *, name: str, url: str) -> list[PublishedRate]:
    """The rates of an answer, of the currencies that ISO 4217 has.

    An instant (`timestamp`, seconds since 1970) is kept and gives the day in UTC where there is no `date`.

    Raises:
        FeedInvalid: a refusal, another form, no date, or a rate that is no positive number.
    """
    answer = _object(body)
    _accepted(answer)
    base, rates = answer.get("base"), answer.get("rates")
    if not isinstance(base, str) or base not in _KNOWN or not isinstance(rates, dict) or answer.get("amount", 1) != 1:
        raise FeedInvalid(problem=_("it has no base currency or no rates"))
    instant = _instant(answer.get("timestamp"))
    day = _day(answer.get("date")) or (instant.date() if instant else None)
    if day is None:
        raise FeedInvalid(problem=_("it does not say of when it is"))
    found = [
        PublishedRate(base, quote, value, name, url, day, instant)
        for quote, stated in rates.items()
        if quote in _KNOWN and quote != base and (value := _rate(quote, stated)) >= _SMALLEST
    ]
    if not found:
        raise FeedInvalid(problem=_("it holds no rates"))
    return found


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body, parse_float=Decimal, parse_int=Decimal, parse_constant=_refused)
    except (ValueError, RecursionError) as problem:
        raise FeedInvalid(problem=str(problem)[:80]) from problem
    if not isinstance(answer, dict):
        raise FeedInvalid(problem=_("it is no JSON object"))
    return answer


def _refused(constant: str) -> Decimal:
    raise ValueError(constant)


def _accepted(answer: Mapping[str, Any]) -> None:
    if answer.get("success") is False or answer.get("error"):
        said = answer.get("error")
        words = said.get("info") or said.get("type") if isinstance(said, dict) else answer.get("message")
        raise FeedInvalid(problem=_("the provider refused: %(answer)s") % {"answer": str(words)[:120]})


def _instant(stated: object) -> datetime | None:
    if not isinstance(stated, Decimal):
        return None
    try:
        return datetime.fromtimestamp(int(stated), UTC)
    except (OverflowError, OSError, ValueError):
        raise FeedInvalid(problem=_("“%(text)s” is no date") % {"text": str(stated)[:40]}) from None


def _day(stated: object) -> date | None:
    if stated is None:
        return None
    try:
        return date.fromisoformat(str(stated))
    except ValueError:
        raise FeedInvalid(problem=_("“%(text)s” is no date") % {"text": str(stated)[:40]}) from None


def _rate(quote: str, stated: object) -> Decimal:
    if not isinstance(stated, Decimal) or not stated.is_finite() or not 0 < stated < 10**9:
        raise FeedInvalid(problem=_("a rate is unusable: %(text)s") % {"text": f"{quote} {stated}"[:60]})
    return stated
