"""Currencies · writes · public schema."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from apps.common.remember import Remembered
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.outbox import operations as outbox
from apps.reference import operations as reference
from apps.reference.types import LoadedTable

from . import history, rules, selectors
from .errors import RateDecided
from .events import RatesRefreshed
from .models import ExchangeRate, FxQuote
from .types import PublishedRate, QuoteInfo, RateStatus, StoredRates

log = logging.getLogger(__name__)

SHIPPED_DAYS = 400
_SHARED = timedelta(minutes=1)
_promised: Remembered[QuoteInfo] = Remembered(seconds=_SHARED.total_seconds(), most=1000)
_ACTIVE, _PENDING = RateStatus("active"), RateStatus("pending")


@transaction_required
def store_rates(rates: Sequence[PublishedRate], *, at: datetime, by: Actor = SYSTEM) -> StoredRates:
    """Keep what a source published; repeating it changes nothing.

    A rate that moved by more than a tenth since the last one in use from any source
    is kept but waits for a person (`confirm_rate`). A date and source that are
    known stay as they are: a correction by the source is reported in the log.
    """
    before = {(rate.base, rate.quote): rate.value for rate in selectors.latest_rates(date.max)}
    fresh = _unknown(rates)
    rows = []
    for rate in sorted(fresh, key=lambda rate: rate.published_on):
        earlier = before.get((rate.base, rate.quote))
        believable = rules.is_believable(earlier, rate.value)
        moved = None if earlier is None else min(rules.jump(earlier, rate.value), Decimal(999))
        rows.append(_row(rate, at=at, status=_ACTIVE if believable else _PENDING, jump=moved))
        if believable:
            before[rate.base, rate.quote] = rate.value
        else:
            log.warning("%s/%s moved to %s: waits for a person", rate.base, rate.quote, rate.value)
    ExchangeRate.objects.bulk_create(rows, batch_size=1000)
    used = [row for row in rows if row.status == RateStatus.ACTIVE]
    newest = max((row.published_on for row in used), default=None)
    if newest:
        outbox.emit(RatesRefreshed(published_on=newest), at=at, by=by)
        _forget()
    return StoredRates(len(used), len(rates) - len(rows), len(rows) - len(used), newest)


@transaction_required
def confirm_rate(rate_id: int, *, by: Actor, at: datetime) -> None:
    """Put a waiting rate into use.

    Raises:
        RateDecided: it does not wait.
    """
    row = _waiting(rate_id)
    row.status = RateStatus.ACTIVE
    row.save(update_fields=["status"])
    outbox.emit(RatesRefreshed(published_on=row.published_on), at=at, by=by)
    _forget()


@transaction_required
def reject_rate(rate_id: int) -> None:
    """Never use a waiting rate.

    Raises:
        RateDecided: it does not wait.
    """
    row = _waiting(rate_id)
    row.status = RateStatus.REJECTED
    row.save(update_fields=["status"])


@transaction_required
def load_history(*, days: int | None, at: datetime) -> LoadedTable:
    """The European Central Bank's daily rates of the last days that the package carries, or all; in bulk."""
    return _load(history.european_central_bank(days), at=at)


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """The central bank's rates of the last year and a month, and shipped rates of currencies it does not publish."""
    shipped = history.dated_rows(reference.fixture("reference/exchange_rates.json"))
    daily = history.european_central_bank(SHIPPED_DAYS)
    return [_load([*daily, *shipped], at=at)]


@transaction_required
def lock_quote(
    *, charge_currency: str, currencies: Collection[str], at: datetime, spread: Decimal = Decimal(0)
) -> QuoteInfo:
    """Promise rates into the charge currency for the minutes that the settings give (FX_QUOTE_MINUTES).

    `spread` is a fraction of the middle rate, added to what the buyer pays. A promise
    names nobody, so the same one, made in the last minute, serves for all.

    Raises:
        RateMissing: a currency has no rate on the day of `at`.
    """
    table = selectors.rate_table(at.date())
    promised = rules.quoted(table, charge=charge_currency, currencies=currencies, spread=spread)
    key = (charge_currency, spread, tuple(sorted((code, rate.rate) for code, rate in promised.items())))
    until = at + timedelta(minutes=settings.FX_QUOTE_MINUTES)
    same = _promised.get(key)
    if same is not None and until - _SHARED <= same.valid_until <= until:
        return same
    row = FxQuote.objects.create(
        charge_currency=charge_currency,
        rates=rules.as_json(promised),
        spread=spread,
        valid_until=until,
        created_at=at,
    )
    quote = selectors.as_info(row)
    transaction.on_commit(lambda: _promised.put(key, quote))
    return quote


def _load(rates: Sequence[PublishedRate], *, at: datetime) -> LoadedTable:
    fresh = _unknown(rates)
    ExchangeRate.objects.bulk_create([_row(rate, at=at) for rate in fresh], batch_size=2000)
    if fresh:
        _forget()
    return LoadedTable(ExchangeRate._meta.db_table, len(fresh), len(rates) - len(fresh))


def _unknown(rates: Sequence[PublishedRate]) -> list[PublishedRate]:
    """Those whose pair, source and date are not stored yet."""
    if not rates:
        return []
    days = [rate.published_on for rate in rates]
    stored = ExchangeRate.objects.filter(published_on__range=(min(days), max(days)))
    known = {tuple(row[:4]): row[4] for row in stored.values_list("base", "quote", "source", "published_on", "rate")}
    fresh = []
    for rate in rates:
        value = known.get((rate.base, rate.quote, rate.source, rate.published_on))
        if value is None:
            fresh.append(rate)
        elif value != rules.as_stored(rate.value):
            log.warning("%s corrected %s/%s of %s from %s to %s; the stored rate stays", rate.source, rate.base,
                        rate.quote, rate.published_on, value, rate.value)  # fmt: skip
    return fresh


def _row(rate: PublishedRate, *, at: datetime, status: str = _ACTIVE, jump: Decimal | None = None) -> ExchangeRate:
    return ExchangeRate(
        base=rate.base,
        quote=rate.quote,
        rate=rules.as_stored(rate.value),
        source=rate.source,
        source_url=rate.source_url,
        published_on=rate.published_on,
        fetched_at=at,
        status=status,
        jump=jump,
    )


def _waiting(rate_id: int) -> ExchangeRate:
    row = ExchangeRate.objects.select_for_update().filter(pk=rate_id, status=RateStatus.PENDING).first()
    if row is None:
        raise RateDecided()
    return row


def _forget() -> None:
    selectors.forget()
    transaction.on_commit(selectors.forget)
