"""Tariffs · answering questions in JSON: one consignment or a list of them · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Forbidden, InvalidInput, MarketError
from apps.common.money import as_wire, total
from apps.currencies import selectors as currencies
from apps.currencies.errors import RateMissing
from apps.tariffs.entries import asked
from apps.tariffs.types import Assessment

from .assessing import assess

MOST = 500


def answers(given: Any, *, today: date, may_suppose: bool = False) -> list[dict[str, Any]] | dict[str, Any]:
    """The assessment of each consignment of a list, or its error; of one its assessment. docs/landed-cost.md has both.

    Raises:
        InvalidInput: the list is too long.
        MarketError: a single consignment cannot be assessed.
    """
    if not isinstance(given, list):
        return answer(given, today=today, may_suppose=may_suppose)
    if len(given) > MOST:
        raise InvalidInput(field="consignments", problem=_("Ask about at most %(most)s at once."), most=MOST)
    return [_answer_or_error(one, today=today, may_suppose=may_suppose) for one in given]


def answer(given: Any, *, today: date, may_suppose: bool = False) -> dict[str, Any]:
    """The assessment of one consignment in its JSON form.

    Raises:
        Forbidden: it supposes rules, which the asker may not.
        MarketError: it cannot be assessed; what is missing or unusable is named.
    """
    if not may_suppose and isinstance(given, Mapping) and given.get("rules"):
        raise Forbidden(field="rules")
    question = asked(given, today=today, rates_on=market_rates)
    found = assess(question.consignment, as_of=question.as_of, changes=question.supposed)
    return as_answer(found)


def as_answer(found: Assessment) -> dict[str, Any]:
    """An assessment's JSON form with what follows from it: what is payable, to whom, and whether it is a range."""
    by_collector = {
        collector: as_wire(
            total([line.amount for line in found.lines if line.collected_by == collector], found.currency)
        )
        for collector in ("marketplace", "border")
    }
    lines = [
        {**line.as_json(), "collected_at": "sale" if line.collected_by == "marketplace" else "import"}
        for line in found.lines
    ]
    return {**found.as_json(), "lines": lines, "payable": as_wire(found.payable), "collected": by_collector,
            "is_range": found.is_range}  # fmt: skip


def as_error(error: MarketError) -> dict[str, Any]:
    """What stands in place of an assessment that could not be made."""
    remedy = str(error.remedy)
    said = {"code": error.code, "detail": error.text(), "field": error.field, "remedy": remedy or None}
    return {"error": {**said, "datum": error.data.get("datum")}}


def _answer_or_error(given: Any, *, today: date, may_suppose: bool) -> dict[str, Any]:
    try:
        return answer(given, today=today, may_suppose=may_suppose)
    except MarketError as error:
        return as_error(error)


def market_rates(day: date, currency: str) -> Mapping[str, Decimal]:
    """The market's rates of a day into a currency; none where there are none: whoever needs one says so."""
    try:
        return currencies.rate_table(day).into(currency)
    except RateMissing:
        return {}
