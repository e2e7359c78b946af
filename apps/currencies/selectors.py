"""Currencies · reads · public schema."""

from __future__ import annotations

import time
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from apps.common import clock
from apps.common.remember import Remembered

from . import rules
from .errors import QuoteUnknown, RateUnknown
from .models import ExchangeRate, FxQuote
from .types import PublishedRate, QuoteInfo, RateStatus, RateTable

_SECONDS = 60
_LATEST = """
    WITH RECURSIVE pair AS (
        (SELECT base, quote FROM currencies_exchangerate ORDER BY base, quote LIMIT 1)
        UNION ALL
        SELECT following.base, following.quote
        FROM pair CROSS JOIN LATERAL (
            SELECT base, quote FROM currencies_exchangerate
            WHERE (base, quote) > (pair.base, pair.quote) ORDER BY base, quote LIMIT 1
        ) AS following
    )
    SELECT newest.* FROM pair CROSS JOIN LATERAL (
        SELECT * FROM currencies_exchangerate AS rate
        WHERE rate.base = pair.base AND rate.quote = pair.quote AND rate.status = %s AND rate.published_on <= %s
        ORDER BY rate.published_on DESC, rate.id LIMIT 1
    ) AS newest
"""
_quotes: Remembered[QuoteInfo] = Remembered(seconds=1800, most=20_000)
_known: dict[date, tuple[float, RateTable]] = {}


def rate_table(on: date | None = None) -> RateTable:
    """The rates known on a day (today in UTC, where none is given); remembered in the process for a minute.

    Of each pair the newest rate in use that was published on or before the day. One query.
    """
    day = on or clock.now().date()
    until, known = _known.get(day, (0.0, None))
    if known is None or until <= time.monotonic():
        known = rules.table(day, latest_rates(day))
        if len(_known) > 400:
            _known.clear()
        if len(known.per_euro) > 1:
            _known[day] = (time.monotonic() + _SECONDS, known)
    return known


def latest_rates(on: date) -> list[PublishedRate]:
    """Of each pair the newest rate in use on a day, the newest first.

    One query, which probes the index once for each pair and so takes no longer with a long history.
    """
    rows = ExchangeRate.objects.raw(_LATEST, [RateStatus.ACTIVE.value, on])
    found = [PublishedRate(row.base, row.quote, row.rate, row.source, row.source_url, row.published_on) for row in rows]
    return sorted(found, key=lambda rate: rate.published_on, reverse=True)


def newest_date(source: str) -> date | None:
    """The date of the newest rate in use from `source`."""
    return (
        ExchangeRate.objects.filter(source=source, status=RateStatus.ACTIVE)
        .order_by("-published_on")
        .values_list("published_on", flat=True)
        .first()
    )


def quote(public_id: UUID) -> QuoteInfo:
    """A locked quote, whether or not it is still valid; one that was read is remembered, since none ever changes.

    Raises:
        QuoteUnknown: there is none.
    """
    known = _quotes.get(public_id)
    if known is not None:
        return known
    row = FxQuote.objects.filter(public_id=public_id).first()
    if row is None:
        raise QuoteUnknown()
    return _quotes.put(public_id, as_info(row))


def as_info(row: FxQuote) -> QuoteInfo:
    """A quote's row as others hold it."""
    return QuoteInfo(row.public_id, row.charge_currency, rules.from_json(row.rates), row.spread, row.valid_until)


def forget() -> None:
    """Read again at the next call: after rates have changed in this process."""
    _known.clear()


def rates() -> QuerySet[ExchangeRate]:
    """Every rate ever published, waiting and rejected ones too, to be narrowed and cut by who shows them."""
    return ExchangeRate.objects.all()


def rate(base: str, quote: str, *, published_on: date, source: str) -> ExchangeRate:
    """What a source published of a pair on a day.

    Raises:
        RateUnknown: nothing.
    """
    row = rates().filter(base=base, quote=quote, published_on=published_on, source=source).first()
    if row is None:
        raise RateUnknown()
    return row
