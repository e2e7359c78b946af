from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('tariffs', '0002_customs_model'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='measure',
            index=models.Index(fields=['jurisdiction', 'hs_prefix'], name='tariffs_measure_by_prefix', opclasses=['varchar_ops', 'varchar_pattern_ops']),
        ),
        ValidateConstraint(model_name='fee', name='tariffs_fee_two_people'),
        ValidateConstraint(model_name='fee', name='tariffs_fee_checked'),
        ValidateConstraint(model_name='fee', name='tariffs_fee_used_when_active'),
        ValidateConstraint(model_name='jurisdictionpolicy', name='tariffs_policy_two_people'),
        ValidateConstraint(model_name='jurisdictionpolicy', name='tariffs_policy_checked'),
        ValidateConstraint(model_name='jurisdictionpolicy', name='tariffs_policy_used_when_active'),
        ValidateConstraint(model_name='measure', name='tariffs_measure_two_people'),
        ValidateConstraint(model_name='measure', name='tariffs_measure_checked'),
        ValidateConstraint(model_name='measure', name='tariffs_measure_used_when_active'),
        ValidateConstraint(model_name='regime', name='tariffs_regime_two_people'),
        ValidateConstraint(model_name='regime', name='tariffs_regime_checked'),
        ValidateConstraint(model_name='regime', name='tariffs_regime_used_when_active'),
        ValidateConstraint(model_name='taxrate', name='tariffs_tax_two_people'),
        ValidateConstraint(model_name='taxrate', name='tariffs_tax_checked'),
        ValidateConstraint(model_name='taxrate', name='tariffs_tax_used_when_active'),
    ]
