from django.db import migrations
from django.utils import timezone

from apps.risk.operations.rulebook import ship
from apps.risk.rules.shipped import SHIPPED


def insert(apps, schema_editor):
    ship(apps.get_model('risk', 'Rule'), SHIPPED, at=timezone.now())


class Migration(migrations.Migration):

    dependencies = [
        ('risk', '0002_shipped_rules'),
    ]

    operations = [
        migrations.RunPython(insert, migrations.RunPython.noop),
    ]
