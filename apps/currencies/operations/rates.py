"""Currencies · keeping rates, entering them by hand, and deciding about those that wait · public schema."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.common import metrics
from apps.common.currency_table import CODES
from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.currencies import history, rules, selectors
from apps.currencies.errors import RateDecided, SamePerson
from apps.currencies.events import RatesRefreshed
from apps.currencies.models import ExchangeRate
from apps.currencies.sources.registry import MANUAL
from apps.currencies.types import PublishedRate, RateStatus, RateTable, StoredRates
from apps.outbox import operations as outbox
from apps.reference import operations as reference
from apps.reference.types import LoadedTable

log = logging.getLogger(__name__)

SHIPPED_DAYS = 400
_LARGEST_STORED = Decimal(999)
_ACTIVE, _PENDING = RateStatus("active"), RateStatus("pending")


@transaction_required
def store_rates(rates: Sequence[PublishedRate], *, at: datetime, by: Actor = SYSTEM) -> StoredRates:
    """Keep what sources published; repeating it changes nothing.

    A rate that moved by more than RATES_LARGEST_JUMP_PERCENT since the last one in use from any source, or differs
    by more than RATES_LARGEST_DEVIATION_PERCENT from what other sources say that are not stale, is kept but waits
    for a person (`confirm_rate`). A date and source that are known stay as they are: a correction by the source is
    reported in the log.
    """
    known = selectors.latest_rates(date.max)
    before: dict[tuple[str, str], Decimal] = {}
    for rate in known:
        before.setdefault((rate.base, rate.quote), rate.value)
    fresh = _unknown(rates)
    others = {source: _others(source, fresh, known) for source in {rate.source for rate in fresh}}
    rows = []
    for rate in sorted(fresh, key=lambda rate: rate.published_on):
        row = _row(rate, at=at)
        if _judge(row, rate, before.get((rate.base, rate.quote)), others[rate.source]):
            before[rate.base, rate.quote] = rate.value
        else:
            row.status = _PENDING
            metrics.RATES_HELD.labels(rate.source).inc()
            log.warning(
                "%s says %s/%s is %s, which is far from %s: it waits for a person",
                rate.source, rate.base, rate.quote, rate.value, row.deviates_from or "the rate before",
            )  # fmt: skip
        rows.append(row)
    ExchangeRate.objects.bulk_create(rows, batch_size=1000)
    used = [row for row in rows if row.status == RateStatus.ACTIVE]
    newest = max((row.published_on for row in used), default=None)
    if newest:
        outbox.emit(RatesRefreshed(published_on=newest), at=at, by=by)
        _forget()
    return StoredRates(len(used), len(rates) - len(rows), len(rows) - len(used), newest)


@transaction_required
def enter_rate(
    *, base: str, quote: str, rate: Decimal, published_on: date, source_url: str = "", by: Actor, at: datetime
) -> int:
    """Propose a rate by hand; it waits until somebody else confirms it. Returns its key.

    Raises:
        InvalidInput: no currencies of ISO 4217, the same twice, a rate that is not positive, a day to come, or a
            day for which a rate was entered before.
    """
    for name, code in (("base", base), ("quote", quote)):
        if code not in CODES:
            raise InvalidInput(field=name, problem=_("This is no currency of ISO 4217. Write three capitals: USD."))
    if base == quote:
        raise InvalidInput(field="quote", problem=_("Choose two different currencies."))
    if not rate.is_finite() or not 0 < rate < 10**9 or rules.as_stored(rate) <= 0:
        raise InvalidInput(field="rate", problem=_("Give a rate above zero, with eight decimals at most."))
    if published_on > at.date():
        raise InvalidInput(field="published_on", problem=_("A rate of a day to come is not known yet. Choose today."))
    published = PublishedRate(base, quote, rules.as_stored(rate), MANUAL, source_url, published_on)
    if not _unknown([published]):
        raise InvalidInput(
            field="published_on", problem=_("A rate of this day was entered before. Choose another day.")
        )
    known = selectors.latest_rates(date.max)
    earlier = next((one.value for one in known if (one.base, one.quote) == (base, quote)), None)
    row = _row(published, at=at)
    _judge(row, published, earlier, _others(MANUAL, [published], known))
    row.status, row.made_by = _PENDING, by.ref
    row.save()
    return int(row.pk)


@transaction_required
def confirm_rate(rate_id: int, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Put a waiting rate into use.

    Raises:
        RateDecided: it does not wait. SamePerson: `by` entered it.
    """
    row = _waiting(rate_id)
    if row.made_by and row.made_by == by.ref:
        raise SamePerson()
    row.status, row.checked_by, row.checked_at, row.reason = _ACTIVE, by.ref, at, reason[:200]
    row.save(update_fields=["status", "checked_by", "checked_at", "reason"])
    outbox.emit(RatesRefreshed(published_on=row.published_on), at=at, by=by)
    _forget()


@transaction_required
def reject_rate(rate_id: int, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Never use a waiting rate; whoever entered one may take it back so.

    Raises:
        RateDecided: it does not wait.
    """
    row = _waiting(rate_id)
    row.status, row.checked_at, row.reason = RateStatus("rejected"), at, reason[:200]
    row.checked_by = by.ref if by.ref != row.made_by else ""
    row.save(update_fields=["status", "checked_by", "checked_at", "reason"])


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


def _judge(row: ExchangeRate, rate: PublishedRate, earlier: Decimal | None, others: RateTable | None) -> bool:
    """Note on the row how far the rate moved and differs; whether it is believed."""
    largest_jump = Decimal(settings.RATES_LARGEST_JUMP_PERCENT) / 100
    largest_deviation = Decimal(settings.RATES_LARGEST_DEVIATION_PERCENT) / 100
    if earlier is not None:
        row.jump = min(rules.jump(earlier, rate.value), _LARGEST_STORED)
    other = rules.known_rate(others, rate.base, rate.quote) if others else None
    if other is not None and abs((rate.published_on - other.published_on).days) > rules.OLDEST_FRESH_DAYS:
        other = None
    if other is not None:
        row.deviation = min(rules.jump(other.value, rate.value), _LARGEST_STORED)
    is_near = other is None or rules.is_believable(other.value, rate.value, largest=largest_deviation)
    if other is not None and not is_near:
        row.deviates_from = other.source[:120]
    return is_near and rules.is_believable(earlier, rate.value, largest=largest_jump)


def _others(source: str, fresh: Sequence[PublishedRate], known: Sequence[PublishedRate]) -> RateTable | None:
    """What the other sources say on the newest day of `fresh`, as far as it is not stale; None where they are silent.

    Parities are left out: they bind a currency to another, and say nothing by themselves.
    """
    day = max(rate.published_on for rate in fresh if rate.source == source)
    preference = selectors.preference(day)
    others = [
        rate
        for rate in known
        if rate.source != source
        and rate.published_on <= day
        and not rate.source.endswith(rules.PARITY)
        and preference(rate) < rules.STALE
    ]
    return rules.table(day, others, preference=preference) if others else None


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
    known = {
        tuple(row[:4]): row[4:]
        for row in stored.values_list("base", "quote", "source", "published_on", "rate", "published_at")
    }
    fresh = []
    for rate in rates:
        found = known.get((rate.base, rate.quote, rate.source, rate.published_on))
        if found is None:
            fresh.append(rate)
        elif found[0] != rules.as_stored(rate.value) and found[1] == rate.published_at:
            log.warning("%s corrected %s/%s of %s from %s to %s; the stored rate stays", rate.source, rate.base,
                        rate.quote, rate.published_on, found[0], rate.value)  # fmt: skip
    return fresh


def _row(rate: PublishedRate, *, at: datetime) -> ExchangeRate:
    return ExchangeRate(
        base=rate.base,
        quote=rate.quote,
        rate=rules.as_stored(rate.value),
        source=rate.source,
        source_url=rate.source_url,
        published_on=rate.published_on,
        published_at=rate.published_at,
        fetched_at=at,
        status=_ACTIVE,
        deviates_from="",
        made_by="",
        checked_by="",
        reason="",
    )


def _waiting(rate_id: int) -> ExchangeRate:
    row = ExchangeRate.objects.select_for_update().filter(pk=rate_id, status=RateStatus.PENDING).first()
    if row is None:
        raise RateDecided()
    return row


def _forget() -> None:
    selectors.forget()
    transaction.on_commit(selectors.forget)
