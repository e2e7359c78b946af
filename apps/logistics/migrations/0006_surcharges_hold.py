from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('logistics', '0005_surcharges_and_told'),
    ]

    operations = [
        ValidateConstraint(model_name='tablerate', name='logistics_rate_fees_sane'),
        ValidateConstraint(model_name='tablerate', name='logistics_rate_breaks_paired'),
    ]
