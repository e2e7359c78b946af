"""A parked event holds its aggregate back too, so the index that finds older events must hold it."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("outbox", "0002_request_ids")]

    operations = [
        AddIndexConcurrently(
            model_name="outboxevent",
            index=models.Index(
                fields=["aggregate", "aggregate_id", "id"],
                name="outbox_unsent_of_aggregate",
                condition=models.Q(sent_at__isnull=True),
            ),
        ),
        RemoveIndexConcurrently(model_name="outboxevent", name="outbox_unsent_aggregate"),
    ]
