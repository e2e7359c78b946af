"""Reference · currencies get the digits that are shown and their smallest coin."""

from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="currency",
            name="cash_step",
            field=models.DecimalField(db_default=Decimal("0.01"), decimal_places=4, max_digits=9),
        ),
        migrations.AddField(
            model_name="currency",
            name="display_digits",
            field=models.PositiveSmallIntegerField(db_default=2),
        ),
    ]
