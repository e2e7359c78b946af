"""Risk · what is known when something is judged · public schema."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from apps.common.money import exponent
from apps.common.prepared import execute
from apps.common.remember import Remembered
from apps.risk.models import Model, Rule
from apps.risk.rules.features import Counts, Norm
from apps.risk.types import RuleView, SignalKind, SignalOutcome

# However busy a network is, so many of its signals tell enough.
MOST_SIGNALS = 200
# Rules and model are remembered so long; a new rule is in force everywhere after that.
_SECONDS = 30
_ALL = "all"
_rules: Remembered[tuple[tuple[datetime, RuleView, bool], ...]] = Remembered(seconds=_SECONDS, most=1)
_model: Remembered[ModelView] = Remembered(seconds=_SECONDS, most=1)

# The latest signals of each digest, counted; a tally's today is a row of its own. One statement, index probes only.
_SIGNALS = """
    SELECT asked.kind, NULL::text,
        count(*) FILTER (WHERE s.outcome = %(tried)s AND s.at > %(hour)s),
        count(*) FILTER (WHERE s.outcome = %(tried)s AND s.at > %(day)s),
        count(*) FILTER (WHERE s.outcome = %(declined)s AND s.at > %(day)s),
        count(*) FILTER (WHERE s.outcome = %(paid)s),
        count(*) FILTER (WHERE s.outcome = %(refunded)s),
        count(*) FILTER (WHERE s.outcome = %(disputed)s),
        count(DISTINCT s.partner) FILTER (WHERE s.at > %(month)s),
        coalesce(sum(s.log) FILTER (WHERE s.outcome = %(paid)s), 0),
        coalesce(sum(s.log * s.log) FILTER (WHERE s.outcome = %(paid)s), 0)
    FROM unnest(%(kinds)s::smallint[], %(digests)s::bigint[]) AS asked(kind, digest)
    CROSS JOIN LATERAL (
        SELECT outcome, at, partner, ln(greatest(amount, 1)::float8 / %(unit)s::int) AS log FROM risk_signal
        WHERE kind = asked.kind AND digest = asked.digest AND at > %(oldest)s ORDER BY at DESC LIMIT %(most)s
    ) AS s
    GROUP BY asked.kind
    UNION ALL
    SELECT NULL, scope, coalesce(sum(count), 0), 0, 0, count(*) FILTER (WHERE day < %(today)s), 0,
        coalesce(sum(total) FILTER (WHERE day = %(today)s), 0), coalesce(sum(total) FILTER (WHERE day < %(today)s), 0),
        sum(log_sum), sum(log_square_sum)
    FROM risk_tally WHERE scope = ANY(%(scopes)s) AND day >= %(from)s GROUP BY scope
"""


@dataclass(frozen=True)
class ModelView:
    """What is usual, as it is scored by; version 0 knows nothing yet."""

    version: int
    norms: Mapping[str, tuple[float, float]]


def read_signals(
    digests: Mapping[int, int], scopes: Collection[str], *, at: datetime
) -> tuple[dict[int, Counts], dict[str, Norm]]:
    """What each digest has done lately, and what is usual in each scope. One statement."""
    today, unit = at.date(), 10 ** exponent(settings.BOOK_CURRENCY)
    facts: dict[str, Any] = {
        **{outcome.name.lower(): int(outcome) for outcome in SignalOutcome},
        "kinds": list(digests),
        "digests": list(digests.values()),
        "scopes": list(scopes),
        "hour": at - timedelta(hours=1),
        "day": at - timedelta(days=1),
        "month": at - timedelta(days=30),
        "oldest": at - timedelta(days=settings.RISK_SIGNAL_DAYS),
        "today": today,
        "from": today - timedelta(days=28),
        "most": MOST_SIGNALS,
        "unit": unit,
    }
    counts = dict.fromkeys(digests, Counts())
    norms: dict[str, Norm] = {}
    with connection.cursor() as cursor:
        execute(cursor, _SIGNALS, facts)
        for kind, scope, *found in cursor.fetchall():
            if scope is None:
                tried_1h, tried_24h, declined, paid, refunded, disputed, partners = (int(one) for one in found[:7])
                log_sum, squares = (float(one) for one in found[7:])
                counts[kind] = Counts(
                    tried_1h, tried_24h, declined, paid, refunded, disputed, partners, log_sum, squares
                )
            else:
                count, _, _, days, _, now, before, log_sum, squares = found
                norms[scope] = Norm(
                    int(count), float(log_sum), float(squares), float(now) / unit, float(before) / unit, int(days)
                )
    return counts, norms


def meets(digests: Mapping[int, int], others: Iterable[int], *, at: datetime) -> bool:
    """Whether card, device or address of an attempt were used with one of these mailboxes' digests. One statement.

    Signals of one attempt bear one instant, which joins them.
    """
    mailboxes = list(others)
    linking = {kind: digests[kind] for kind in (SignalKind.CARD, SignalKind.DEVICE, SignalKind.ADDRESS)
               if kind in digests}  # fmt: skip
    if not mailboxes or not linking:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (
                SELECT 1 FROM unnest(%(kinds)s::smallint[], %(digests)s::bigint[]) AS mine(kind, digest)
                JOIN risk_signal link ON link.kind = mine.kind AND link.digest = mine.digest
                JOIN risk_signal mail ON mail.kind = %(email)s AND mail.digest = ANY(%(mailboxes)s)
                    AND mail.at = link.at AND mail.amount = link.amount
                WHERE link.at > %(oldest)s
            )
            """,
            {
                "kinds": list(map(int, linking)),
                "digests": list(linking.values()),
                "email": int(SignalKind.EMAIL),
                "mailboxes": mailboxes,
                "oldest": at - timedelta(days=settings.RISK_SIGNAL_DAYS),
            },
        )
        return bool(cursor.fetchone()[0])


def rules_in_force(*, at: datetime) -> list[RuleView]:
    """The newest version in force of each rule, the retired left out; remembered for half a minute."""
    known = _rules.get(_ALL)
    if known is None:
        rows = Rule.objects.filter(made_by__isnull=True) | Rule.objects.filter(checked_at__isnull=False)
        known = _rules.put(
            _ALL, tuple((row.valid_from, row.view(), row.is_retired) for row in rows.order_by("version"))
        )
    newest = {view.name: (view, is_retired) for since, view, is_retired in known if since <= at}
    return [view for view, is_retired in newest.values() if not is_retired]


def model_in_use() -> ModelView:
    """The newest model; remembered for half a minute."""
    known = _model.get(_ALL)
    if known is None:
        row = Model.objects.first()
        norms = {name: (middle, spread) for name, (middle, spread) in row.norms.items()} if row else {}
        known = _model.put(_ALL, ModelView(row.version if row else 0, norms))
    return known


def forget() -> None:
    """Read rules and model again at the next call: after they have changed in this process."""
    _rules.forget()
    _model.forget()
