from django.db import migrations
from django.utils import timezone

from apps.risk.operations.rulebook import ship
from apps.risk.rules.shipped import SHIPPED


def insert(apps, schema_editor):
    """Rules that no version is known of; later releases ship further ones by a migration of the same kind."""
    ship(apps.get_model('risk', 'Rule'), SHIPPED, at=timezone.now())


class Migration(migrations.Migration):

    dependencies = [
        ('risk', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(insert, migrations.RunPython.noop),
    ]
