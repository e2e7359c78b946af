import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('ledger', '0004_commissions_and_checkpoints'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='posting',
            index=models.Index(fields=['account', 'id'], name='ledger_posting_of_account'),
        ),
        migrations.AlterField(
            model_name='posting',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='ledger.account'),
        ),
        AddConstraintNotValid(
            model_name='commissionrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', True), ('checked_by__isnull', True)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), ('made_by__isnull', False), models.Q(('checked_by', models.F('made_by')), _negated=True)), _connector='OR'), name='ledger_commission_two_people'),
        ),
    ]
