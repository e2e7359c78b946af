"""Checkout · how a checkout is to be paid."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checkout", "0002_delivery_needs_no_mark")]

    operations = [
        migrations.AddField(
            "checkoutsession", "method", models.CharField(blank=True, db_default="", default="", max_length=20)
        ),
    ]
