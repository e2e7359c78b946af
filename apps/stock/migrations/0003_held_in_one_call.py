"""Stock · a session's reservations are found by the key over session and counter."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stock", "0002_hot_shelves")]

    operations = [migrations.AlterField("reservation", "session_id", models.UUIDField())]
