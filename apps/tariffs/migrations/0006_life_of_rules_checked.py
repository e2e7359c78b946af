from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tariffs', '0005_life_of_rules'),
    ]

    operations = [
        ValidateConstraint(model_name='fee', name='tariffs_fee_superseded_ends'),
        ValidateConstraint(model_name='jurisdictionpolicy', name='tariffs_policy_superseded_ends'),
        ValidateConstraint(model_name='measure', name='tariffs_measure_superseded_ends'),
        ValidateConstraint(model_name='originproof', name='tariffs_proof_superseded_ends'),
        ValidateConstraint(model_name='regime', name='tariffs_regime_superseded_ends'),
        ValidateConstraint(model_name='restriction', name='tariffs_restriction_superseded_ends'),
        ValidateConstraint(model_name='stacking', name='tariffs_stacking_superseded_ends'),
        ValidateConstraint(model_name='taxrate', name='tariffs_tax_superseded_ends'),
    ]
