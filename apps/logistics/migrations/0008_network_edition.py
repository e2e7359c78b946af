from uuid import uuid4

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


def begin(apps, schema_editor):
    apps.get_model("logistics", "NetworkEdition").objects.update_or_create(pk=1, defaults={"edition": uuid4()})


class Migration(migrations.Migration):
    atomic = False  # the index is made while legs are closed and opened

    dependencies = [
        ('logistics', '0007_network'),
    ]

    operations = [
        migrations.CreateModel(
            name='NetworkEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.UUIDField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='plannedway',
            name='asked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='plannedway',
            name='looked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='scheduledleg',
            name='changed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        AddIndexConcurrently(
            model_name='scheduledleg',
            index=models.Index(condition=models.Q(('changed_at__isnull', False)), fields=['changed_at'], name='logistics_leg_changed'),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
