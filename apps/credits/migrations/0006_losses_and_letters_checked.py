from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('credits', '0005_losses_and_letters'),
    ]

    operations = [
        ValidateConstraint(model_name='strandedrefund', name='credits_stranded_open_or_settled'),
        AddIndexConcurrently(
            model_name='cardsale',
            index=models.Index(condition=models.Q(('retry_at__isnull', False)), fields=['retry_at'], name='credits_sale_retry'),
        ),
    ]
