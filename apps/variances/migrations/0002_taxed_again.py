from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('variances', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='dutyvariance',
            name='variances_reason_known',
        ),
        migrations.AlterField(
            model_name='dutyvariance',
            name='found_reason',
            field=models.CharField(choices=[('none', 'As quoted'), ('rounding', 'Rounding'), ('rate_changed', 'The law changed between the days'), ('reclassified', 'The authority classified the goods otherwise'), ('value_corrected', 'The authority corrected the value'), ('fx', 'Another table of exchange rates'), ('weight_corrected', 'Weight or quantity was corrected'), ('taxed_again', 'Tax that was collected at the sale was asked for again'), ('unknown', 'Not known')], max_length=16),
        ),
        migrations.AlterField(
            model_name='dutyvariance',
            name='reason',
            field=models.CharField(choices=[('none', 'As quoted'), ('rounding', 'Rounding'), ('rate_changed', 'The law changed between the days'), ('reclassified', 'The authority classified the goods otherwise'), ('value_corrected', 'The authority corrected the value'), ('fx', 'Another table of exchange rates'), ('weight_corrected', 'Weight or quantity was corrected'), ('taxed_again', 'Tax that was collected at the sale was asked for again'), ('unknown', 'Not known')], max_length=16, verbose_name='reason'),
        ),
        AddConstraintNotValid(
            model_name='dutyvariance',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['none', 'rounding', 'rate_changed', 'reclassified', 'value_corrected', 'fx', 'weight_corrected', 'taxed_again', 'unknown'])), name='variances_reason_known'),
        ),
    ]
