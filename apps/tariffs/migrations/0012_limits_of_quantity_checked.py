from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tariffs', '0011_limits_of_quantity'),
    ]

    operations = [
        ValidateConstraint(model_name='restriction', name='tariffs_restriction_limit_whole'),
    ]
