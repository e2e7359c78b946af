"""Risk · what is usual: tallies as payments come in, a model once a day; forgetting old signals · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from djmoney.money import Money

from apps.common.money import rounded, to_minor
from apps.common.transactions import transaction_required
from apps.risk.models import Decision, Model, Signal
from apps.risk.rules import anomaly, features
from apps.risk.selectors import facts as known
from apps.risk.types import Share, Stage

SAMPLE = 20_000
SAMPLE_DAYS = 30
_BATCH = 5_000
_ADD = """
    INSERT INTO risk_tally AS known (scope, day, count, total, log_sum, log_square_sum)
    SELECT scope, %(day)s, 1, total, log, log * log
    FROM unnest(%(scopes)s::text[], %(totals)s::bigint[], %(logs)s::float8[]) AS new(scope, total, log)
    ORDER BY scope
    ON CONFLICT (scope, day) DO UPDATE SET count = known.count + 1, total = known.total + excluded.total,
        log_sum = known.log_sum + excluded.log_sum, log_square_sum = known.log_square_sum + excluded.log_square_sum
"""


@transaction_required
def add_to_tallies(shares: Sequence[Share], *, day: date) -> None:
    """Count what was paid to each vendor, and for each kind of goods, on a day. One statement, in the scopes' order."""
    rows: dict[str, float] = {}
    for share in shares:
        for scope in (features.vendor_scope(share.vendor_id), *map(features.goods_scope, share.goods)):
            rows[scope] = rows.get(scope, 0.0) + float(share.amount)
    scopes = sorted(rows)
    units = [to_minor(rounded(Money(str(round(rows[scope], 4)), settings.BOOK_CURRENCY))) for scope in scopes]
    values: dict[str, Any] = {
        "day": day,
        "scopes": scopes,
        "totals": units,
        "logs": [features.log_of(rows[scope]) for scope in scopes],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ADD, values)


@transaction_required
def learn(*, at: datetime) -> Model | None:
    """Make the next model out of recent decisions about attempts; None while there are too few to learn from."""
    rows = Decision.objects.filter(stage=Stage.ATTEMPT, decided_at__gt=at - timedelta(days=SAMPLE_DAYS))
    samples = list(rows.order_by("-id").values_list("facts", flat=True)[:SAMPLE])
    norms = anomaly.learned(samples)
    if not norms:
        return None
    last = Model.objects.values_list("version", flat=True).first() or 0
    made = Model.objects.create(version=last + 1, norms=norms, sample_count=len(samples), made_at=at)
    known.forget()
    return made


def forget_old(*, at: datetime) -> int:
    """Delete signals older than RISK_SIGNAL_DAYS, a batch at a time; how many."""
    gone = 0
    while True:
        oldest = Signal.objects.filter(at__lt=at - timedelta(days=settings.RISK_SIGNAL_DAYS)).order_by("at")
        batch = list(oldest.values_list("pk", flat=True)[:_BATCH])
        if not batch:
            return gone
        gone += Signal.objects.filter(pk__in=batch).delete()[0]
