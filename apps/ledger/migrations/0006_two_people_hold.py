from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('ledger', '0005_postings_of_an_account'),
    ]

    operations = [
        ValidateConstraint(model_name='commissionrule', name='ledger_commission_two_people'),
    ]
