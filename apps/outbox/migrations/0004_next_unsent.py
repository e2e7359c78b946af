"""The next event is the oldest that waits: found by its id among those that wait, not among all that were ever sent."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("outbox", "0003_unsent_of_aggregate")]

    operations = [
        AddIndexConcurrently(
            model_name="outboxevent",
            index=models.Index(
                fields=["id"],
                name="outbox_unsent_next",
                condition=models.Q(sent_at__isnull=True, parked_at__isnull=True),
            ),
        ),
        RemoveIndexConcurrently(model_name="outboxevent", name="outbox_unsent_due"),
    ]
