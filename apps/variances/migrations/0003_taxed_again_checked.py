from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('variances', '0002_taxed_again'),
    ]

    operations = [
        ValidateConstraint(model_name='dutyvariance', name='variances_reason_known'),
    ]
