"""Payments · what 0006 began, held for the rows that were there before, without stopping who pays meanwhile."""

from __future__ import annotations

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_nothing_to_pay")]

    operations = [
        ValidateConstraint("intent", "payments_intent_over_something"),
        ValidateConstraint("intent", "payments_intent_took_what_there_was"),
    ]
