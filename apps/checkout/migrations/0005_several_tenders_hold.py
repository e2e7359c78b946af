"""Checkout · what 0004 began, held for the rows that were there before, without stopping who pays meanwhile."""

from __future__ import annotations

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("checkout", "0004_several_tenders")]

    operations = [
        ValidateConstraint("refund", "checkout_refund_credited_of_it"),
    ]
