"""Currencies · reads · public schema."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db.models import QuerySet

from apps.common import clock
from apps.common.money import from_minor
from apps.common.remember import Remembered

from . import rules
from .errors import QuoteUnknown, RateUnknown
from .models import Conversion, ExchangeRate, FxQuote, Markup
from .sources import registry
from .types import (
    ConversionInfo,
    Decision,
    MarkupUse,
    PublishedRate,
    QuoteInfo,
    RateStatus,
    RateTable,
    SourceState,
)

_SECONDS = 60
_LATEST = """
    WITH RECURSIVE series AS (
        (SELECT base, quote, source FROM currencies_exchangerate ORDER BY base, quote, source LIMIT 1)
        UNION ALL
        SELECT following.base, following.quote, following.source
        FROM series CROSS JOIN LATERAL (
            SELECT base, quote, source FROM currencies_exchangerate
            WHERE (base, quote, source) > (series.base, series.quote, series.source)
            ORDER BY base, quote, source LIMIT 1
        ) AS following
    )
    SELECT newest.* FROM series CROSS JOIN LATERAL (
        SELECT * FROM currencies_exchangerate AS rate
        WHERE rate.base = series.base AND rate.quote = series.quote AND rate.source = series.source
            AND rate.status = %s AND rate.published_on <= %s
        ORDER BY rate.published_on DESC LIMIT 1
    ) AS newest
"""
_quotes: Remembered[QuoteInfo] = Remembered(seconds=1800, most=20_000)
_markups: Remembered[dict[tuple[str, str], int]] = Remembered(seconds=_SECONDS, most=1)
_known: dict[date, tuple[float, RateTable]] = {}


def rate_table(on: date | None = None) -> RateTable:
    """The rates known on a day (today in UTC, where none is given); remembered in the process for a minute.

    Of each pair and source the newest rate in use that was published on or before the day; of these the ones of the
    source that the settings prefer, as long as it is not stale. One query.
    """
    day = on or clock.now().date()
    until, known = _known.get(day, (0.0, None))
    if known is None or until <= time.monotonic():
        known = rules.table(day, latest_rates(day), preference=preference(day))
        if len(_known) > 400:
            _known.clear()
        if len(known.per_euro) > 1:
            _known[day] = (time.monotonic() + _SECONDS, known)
    return known


def preference(on: date) -> Callable[[PublishedRate], int]:
    """Which rate comes first on a day, by the order and limits of the settings."""
    oldest_days = {known.name: known.oldest_days for known in registry.preferences()}
    return partial(rules.preference_of, on=on, oldest_days=oldest_days)


def latest_rates(on: date) -> list[PublishedRate]:
    """Of each pair and source the newest rate in use on a day, the newest first.

    One query, which probes the index once for each of them and so takes no longer with a long history.
    """
    rows = ExchangeRate.objects.raw(_LATEST, [RateStatus.ACTIVE.value, on])
    found = [
        PublishedRate(row.base, row.quote, row.rate, row.source, row.source_url, row.published_on, row.published_at)
        for row in rows
    ]
    return sorted(found, key=lambda rate: rate.published_on, reverse=True)


def source_states(at: datetime) -> list[SourceState]:
    """How each configured source of rates fares, in order of preference. One query.

    Rates by hand are entered where others are missing: that there are none is not stale.
    """
    day = at.date()
    newest: dict[str, date] = {}
    for rate in latest_rates(day):
        newest.setdefault(rate.source, rate.published_on)
    return [
        SourceState(
            name=known.name,
            newest=newest.get(known.name),
            oldest_days=known.oldest_days,
            is_stale=known.name != registry.MANUAL
            and (known.name not in newest or (day - newest[known.name]).days > known.oldest_days),
        )
        for known in registry.preferences()
    ]


def waiting() -> QuerySet[ExchangeRate]:
    """The rates that wait for a person, the oldest first."""
    return ExchangeRate.objects.filter(status=RateStatus.PENDING).order_by("published_on", "base", "quote")


def histories(*, since: date, base: str = "", quote: str = "") -> dict[tuple[str, str], list[tuple[date, Decimal]]]:
    """Each day's rate in use of each published pair, or of one, the oldest first; of sources the preferred one's."""
    wanted = ExchangeRate.objects.filter(status=RateStatus.ACTIVE, published_on__gte=since)
    if base:
        wanted = wanted.filter(base=base, quote=quote)
    order = [known.name for known in registry.preferences()]
    best: dict[tuple[str, str], dict[date, tuple[int, Decimal]]] = defaultdict(dict)
    for code, other, day, rate, source in wanted.values_list("base", "quote", "published_on", "rate", "source"):
        place = order.index(source) if source in order else len(order)
        days = best[code, other]
        if day not in days or place < days[day][0]:
            days[day] = (place, rate)
    return {pair: sorted((day, rate) for day, (_, rate) in days.items()) for pair, days in best.items()}


def markup_bps(use: MarkupUse, currency: str) -> int:
    """The markup in force into a currency, in basis points; zero where there is none. Remembered for a minute."""
    known = _markups.get(0)
    if known is None:
        rows = Markup.objects.filter(status=Decision.IN_FORCE).values_list("use", "currency", "bps")
        known = _markups.put(0, {(row_use, code): bps for row_use, code, bps in rows})
    return known.get((use.value, currency), known.get((use.value, ""), 0))


def conversion(public_id: UUID) -> ConversionInfo:
    """A conversion that was promised, used or not.

    Raises:
        QuoteUnknown: there is none.
    """
    row = Conversion.objects.filter(public_id=public_id).first()
    if row is None:
        raise QuoteUnknown()
    return conversion_info(row)


def conversion_info(row: Conversion) -> ConversionInfo:
    """A conversion's row as others hold it."""
    return ConversionInfo(
        public_id=row.public_id,
        sold=from_minor(row.sold, row.sold_currency),
        bought=from_minor(row.bought, row.bought_currency),
        gain=from_minor(row.gain, row.bought_currency),
        mid=row.mid,
        spread_bps=row.spread_bps,
        rate=row.rate,
        source=row.source,
        published_on=row.published_on,
        created_at=row.created_at,
        valid_until=row.valid_until,
        used_at=row.used_at,
        used_for=row.used_for,
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
    _markups.forget()


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
