"""A checkout no longer notes that its delivery was chosen. The column goes one release later."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("checkout", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE checkout_checkoutsession ALTER COLUMN delivery_chosen SET DEFAULT false",
                    "ALTER TABLE checkout_checkoutsession ALTER COLUMN delivery_chosen DROP DEFAULT",
                )
            ],
            state_operations=[migrations.RemoveField("checkoutsession", "delivery_chosen")],
        )
    ]
