"""Risk · how rules fare, and what is wrong just now · public schema."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q

from apps.risk.models import Alarm, Case, Decision
from apps.risk.types import CaseStatus, RuleReport, Stage

_RULES = """
    SELECT hit ->> 'name', count(*),
        count(*) FILTER (WHERE c.status IN ('released', 'refused')),
        count(*) FILTER (WHERE c.status = 'released')
    FROM risk_decision d CROSS JOIN LATERAL jsonb_array_elements(d.hits) hit
    LEFT JOIN risk_case c ON c.decision_id = d.id
    WHERE d.decided_at > %s AND d.stage <> %s
    GROUP BY 1 ORDER BY 2 DESC, 1
"""


def rule_reports(*, at: datetime, days: int = 30) -> list[RuleReport]:
    """Of each rule that hit a payment or payout in so many days: hits, and what people made of its cases. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_RULES, [at - timedelta(days=days), Stage.ATTEMPT.value])
        return [RuleReport(*row) for row in cursor.fetchall()]


def whole_report(*, at: datetime, days: int = 30) -> RuleReport:
    """The same of all rules together: decisions, cases that people decided, and those that they let go. Two queries."""
    since = at - timedelta(days=days)
    decided = Case.objects.filter(decided_at__gt=since).aggregate(
        whole=Count("pk"), released=Count("pk", filter=Q(status=CaseStatus.RELEASED))
    )
    hits = Decision.objects.filter(decided_at__gt=since, stage=Stage.PAYMENT).count()
    return RuleReport("", hits, decided["whole"], decided["released"])


def actions(*, at: datetime, days: int = 30) -> dict[tuple[str, str], int]:
    """How often what was decided at which stage in so many days. One query."""
    rows = Decision.objects.filter(decided_at__gt=at - timedelta(days=days)).order_by()
    return {
        (stage, action): count for stage, action, count in rows.values_list("stage", "action").annotate(Count("pk"))
    }


def open_alarms() -> list[Alarm]:
    """What is wrong just now, the newest first."""
    return list(Alarm.objects.filter(closed_at__isnull=True))
