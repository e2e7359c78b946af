"""Variances · reads for the report · public schema."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncMonth
from djmoney.money import Money

from apps.common.money import rounded

from .models import DutyVariance
from .types import Bearer, LaneMonth, VarianceReason

_COLUMNS = ("month", "ship_from", "ship_to", "reason", "borne_by", "declarations", "currency", "quoted", "assessed",
            "difference")  # fmt: skip


@dataclass(frozen=True)
class Whole:
    """How many declarations were assessed, assessed as quoted, and collected as quoted; `by_reason` counts the rest."""

    count: int
    as_quoted: int
    collected_as_quoted: int
    by_reason: dict[VarianceReason, int]


def variances(*, since: date, until: date) -> QuerySet[DutyVariance]:
    """What was assessed from the first day to the last, both included."""
    return DutyVariance.objects.filter(assessed_on__gte=since, assessed_on__lte=until)


def whole(*, since: date, until: date) -> Whole:
    """The counts of a span of days. Two queries."""
    rows = variances(since=since, until=until)
    counts = dict(rows.order_by().values_list("reason").annotate(Count("id")))
    count = sum(counts.values())
    collected = rows.filter(collected=F("charged")).count()
    by_reason = {reason: counts[reason] for reason in VarianceReason if reason in counts}
    return Whole(count, by_reason.get(VarianceReason.NONE, 0), collected, by_reason)


def by_lane(*, since: date, until: date) -> list[LaneMonth]:
    """Sums by month, lane, reason and who bears it, the newest month first. One query."""
    keys = ("month", "ship_from", "ship_to", "currency", "reason", "borne_by")
    rows = (
        variances(since=since, until=until)
        .annotate(month=TruncMonth("assessed_on"))
        .values(*keys)
        .annotate(
            count=Count("id"),
            quoted=Sum(F("quoted_duty") + F("quoted_tax")),
            assessed=Sum(F("assessed_duty") + F("assessed_tax")),
            differing=Sum("difference"),
        )
        .order_by("-month", *keys[1:])
        .values_list(*keys, "count", "quoted", "assessed", "differing")
    )
    return [
        LaneMonth(
            month, ship_from, ship_to, VarianceReason(reason), Bearer(bearer), count,
            *(rounded(Money(amount, currency)) for amount in amounts),
        )
        for month, ship_from, ship_to, currency, reason, bearer, count, *amounts in rows
    ]  # fmt: skip


def as_csv(rows: Iterable[LaneMonth]) -> str:
    """The sums as CSV: codes, ISO months and decimal amounts."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(_COLUMNS)
    for one in rows:
        lines.writerow(
            (f"{one.month:%Y-%m}", one.ship_from, one.ship_to, one.reason.value, one.borne_by.value, one.count,
             one.quoted.currency.code, *(format(money.amount, "f")
                                         for money in (one.quoted, one.assessed, one.difference)))
        )  # fmt: skip
    return text.getvalue()
