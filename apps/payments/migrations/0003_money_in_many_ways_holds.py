"""Payments · what 0002 began, held for the rows that were there before, without stopping who pays meanwhile."""

from __future__ import annotations

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models

DONE_ONCE = models.UniqueConstraint(
    condition=models.Q(("kind__in", ["authorise", "void"]), models.Q(("state", "failed"), _negated=True)),
    fields=("attempt", "kind"),
    name="payments_operation_done_once",
)
ONE_CAPTURE = models.UniqueConstraint(
    condition=models.Q(("kind", "capture"), ("state__in", ["requested", "pending", "unknown"])),
    fields=("attempt",),
    name="payments_operation_one_capture_under_way",
)


def unique(constraint: models.UniqueConstraint, columns: str, condition: str) -> migrations.SeparateDatabaseAndState:
    """The unique index of a constraint, built while the table is in use."""
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {constraint.name}"
                f" ON payments_operation ({columns}) WHERE {condition}",
                f"DROP INDEX CONCURRENTLY IF EXISTS {constraint.name}",
            )
        ],
        state_operations=[migrations.AddConstraint("operation", constraint)],
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("payments", "0002_money_in_many_ways")]

    operations = [
        ValidateConstraint("attempt", "payments_attempt_status_is_known"),
        ValidateConstraint("intent", "payments_intent_status_is_known"),
        ValidateConstraint("intent", "payments_intent_took_something"),
        ValidateConstraint("intent", "payments_intent_released_something"),
        ValidateConstraint("operation", "payments_operation_kind_is_known"),
        unique(DONE_ONCE, "attempt_id, kind", "kind IN ('authorise', 'void') AND NOT (state = 'failed')"),
        unique(ONE_CAPTURE, "attempt_id", "kind = 'capture' AND state IN ('requested', 'pending', 'unknown')"),
        migrations.RemoveConstraint("operation", "payments_operation_once"),
    ]
