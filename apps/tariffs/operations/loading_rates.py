"""Tariffs · writes · lists of rates: of value added tax, and of exchange · public schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from django.db.backends.postgresql.psycopg_any import DateRange

from apps.common.transactions import transaction_required
from apps.tariffs.loaders.rows import ListedRate, ListedTax, Unread
from apps.tariffs.models import FxRate, Jurisdiction, RuleSource, TaxRate
from apps.tariffs.models.rule import IN_USE
from apps.tariffs.types import RuleKind, RuleStatus
from apps.tariffs.types.life import RuleAct

from . import history
from .loading import Edition, Loaded, begin, finish, known

_TAX = "vat"


@transaction_required
def load_vat(edition: Edition, listed: Sequence[ListedTax], *, unread: Unread, at: datetime) -> Loaded:
    """Hold standard rates of value added tax against ours: those that differ from the list's day on are followed.

    What differs on days before is told, not changed, and so is a reduced rate of ours that the list does not have:
    a list of rates does not say which goods they are for. Countries without rules of ours are left out.

    Raises:
        ListOutdated: a later list of this kind is in force; nothing is written.
    """
    done = known(edition, is_draft=False)
    if done is not None:
        return done
    number, source = begin(edition)
    counts = {"written": 0, "kept": 0, "ended": 0}
    known_places = set(Jurisdiction.objects.values_list("code", flat=True))
    for country, rates in groupby(sorted(listed, key=lambda one: (one.country, one.first or date.min)), _country):
        if country not in known_places:
            unread.add("countries without rules of ours", country)
            continue
        _hold(country, list(rates), edition, source, counts, unread, at)
    loaded = Loaded(number, True, len(listed), counts["written"], counts["kept"], counts["ended"])
    finish(edition, source, loaded, unread, is_draft=False, at=at)
    return loaded


@transaction_required
def load_exchange(
    edition: Edition, rates: Iterable[ListedRate], *, authority: str, rate_kind: str, unread: Unread, at: datetime
) -> Loaded:
    """Add an authority's rates of exchange. A period that has one keeps it: a rate is never changed.

    Raises:
        ListOutdated: a later list of this kind is in force; nothing is written.
    """
    done = known(edition, is_draft=False)
    if done is not None:
        return done
    number, source = begin(edition)
    held: dict[tuple[str, str], list[FxRate]] = {}
    for row in FxRate.objects.filter(authority=authority, kind=rate_kind):
        held.setdefault((row.base, row.currency), []).append(row)
    given, fresh = 0, []
    for rate in rates:
        given += 1
        row = _as_row(rate, authority, rate_kind, source)
        known_rates = held.setdefault((rate.base, rate.currency), [])
        same = [one for one in known_rates if _overlap(one.valid, row.valid)]
        if not same:
            fresh.append(row)
            known_rates.append(row)
        elif any(one.rate != row.rate or one.valid != row.valid for one in same):
            unread.add("periods that have another rate already", f"{rate.currency} {rate.first}")
    FxRate.objects.bulk_create(fresh, batch_size=2000)
    loaded = Loaded(number, True, given, len(fresh), given - len(fresh), 0)
    finish(edition, source, loaded, unread, is_draft=False, at=at)
    return loaded


def _hold(
    country: str,
    rates: Sequence[ListedTax],
    edition: Edition,
    source: RuleSource,
    counts: dict[str, int],
    unread: Unread,
    at: datetime,
) -> None:
    """One country's standard rates against ours."""
    day = edition.listed_on
    rows = list(TaxRate.objects.filter(jurisdiction=country, tax=_TAX, is_enabled=True, status__in=IN_USE))
    standard = [row for row in rows if not (row.hs_prefix or row.region or row.category or row.postcodes)]
    if not standard:
        unread.add("countries whose tax is not told by one standard rate", country)
        return
    for place, one in enumerate(rates):
        following = rates[place + 1].first if place + 1 < len(rates) else None
        last = following - timedelta(days=1) if following else None
        if last is not None and last < day:
            _compare_past(standard, one, last, unread)
            continue
        begins = max(one.first or day, day)
        ours = next((row for row in standard if begins in row.valid), None)
        if ours is None:
            unread.add("days on which we have no standard rate", f"{country} {begins}")
        elif ours.rate == one.rate:
            counts["kept"] += 1
        elif ours.made_by:
            unread.add("rates for which a rule made here holds", country)
        else:
            standard.append(_follow(ours, one, begins, source, at))
            counts["written"] += 1
            counts["ended"] += 1
    _compare_reduced(country, rows, rates[-1], unread)


def _follow(ours: TaxRate, one: ListedTax, begins: date, source: RuleSource, at: datetime) -> TaxRate:
    fresh = TaxRate(
        code=f"{source.pk}-{one.country}-{begins}", jurisdiction_id=ours.jurisdiction_id, tax=ours.tax,
        position=ours.position, hs_prefix="", region="", rate=one.rate, base=ours.base, label=ours.label,
        basis="Standard rate", source=source, is_verified=True, supersedes=ours, known_at=at,
        valid=DateRange(begins, ours.valid.upper),
    )  # fmt: skip
    values: dict[str, object] = {"status": RuleStatus.SUPERSEDED, "superseded_by_id": fresh.pk}
    if ours.valid.lower is None or ours.valid.lower < begins:
        values["valid"] = DateRange(ours.valid.lower, begins)
    else:
        values["is_enabled"] = False
    history.alter(
        RuleKind.TAX_RATE, ours, RuleAct.SUPERSEDED, at=at, by=f"list {source.pk}",
        note=f"Superseded by the list {source.pk}.", **values,
    )  # fmt: skip
    fresh.save(force_insert=True)
    return fresh


def _compare_past(standard: Sequence[TaxRate], one: ListedTax, last: date, unread: Unread) -> None:
    ours = next((row for row in standard if last in row.valid), None)
    if ours is not None and ours.rate != one.rate:
        told = f"{one.country} to {last}: {_percent(one.rate)}, ours {_percent(ours.rate)}"
        unread.add("earlier days on which ours is another rate", told)


def _compare_reduced(country: str, rows: Sequence[TaxRate], newest: ListedTax, unread: Unread) -> None:
    if newest.others is None:
        return
    allowed = {*newest.others, newest.rate, Decimal(0)}
    for rate in sorted({row.rate for row in rows if row.hs_prefix and row.valid.upper is None} - allowed):
        unread.add("reduced rates of ours that the list does not have", f"{country} {_percent(rate)}")


def _as_row(rate: ListedRate, authority: str, rate_kind: str, source: RuleSource) -> FxRate:
    return FxRate(
        code=f"{authority}-{rate_kind}-{rate.base}-{rate.currency}-{rate.first}", authority=authority, kind=rate_kind,
        base=rate.base, currency=rate.currency, rate=rate.rate, source=source,
        valid=DateRange(rate.first, rate.last + timedelta(days=1)),
    )  # fmt: skip


def _overlap(one: DateRange, other: DateRange) -> bool:
    return bool((one.upper is None or other.lower < one.upper) and (one.lower is None or one.lower < other.upper))


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f} %"


def _country(one: ListedTax) -> str:
    return one.country
