"""Restrictions say what meets them, who is bound, and by what means goods may travel."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
from django.db import migrations, models

_WAS = "tariffs_restriction_once"
_UNIQUE = django.contrib.postgres.constraints.ExclusionConstraint(
    condition=models.Q(("is_enabled", True)),
    expressions=[
        ("jurisdiction", "="),
        ("direction", "="),
        ("hs_prefix", "="),
        ("keyword", "="),
        ("un_number", "="),
        ("packing_group", "="),
        ("country", "="),
        ("effect", "="),
        ("needs", "="),
        ("valid", "&&"),
    ],
    name="tariffs_restriction_unique",
)
# PostgreSQL cannot add an exclusion constraint unchecked; until now nothing wrote rows of this table.
_CONSTRAINTS = [
    migrations.RemoveConstraint(model_name="restriction", name=_WAS),
    migrations.AddConstraint(model_name="restriction", constraint=_UNIQUE),
]


class Migration(migrations.Migration):

    dependencies = [
        ("tariffs", "0007_lists_of_authorities"),
    ]

    operations = [
        migrations.AddField(
            model_name='restriction',
            name='excluded_prefixes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='restriction',
            name='modes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='restriction',
            name='needs',
            field=models.CharField(blank=True, choices=[('', 'nothing that could be stated'), ('responsible_person', 'a responsible person there'), ('trader', "the seller's name, postal address and e-mail address"), ('energy_class', 'the energy class'), ('content', 'the content, for the price of a unit'), ('composition', 'what it is made of'), ('warning', 'safety warnings'), ('un_number', 'the UN number'), ('battery', "the battery's energy in watt-hours"), ('cites', 'a CITES permit'), ('health', 'a health or phytosanitary certificate'), ('dual_use', 'an export licence for dual-use goods'), ('notification', "the product's notification to the authority")], db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='restriction',
            name='packing_group',
            field=models.CharField(blank=True, db_default='', default='', max_length=3),
        ),
        migrations.AlterField(
            model_name='restriction',
            name='direction',
            field=models.CharField(choices=[('import', 'Import'), ('export', 'Export'), ('transit', 'Transit'), ('sale', 'Sale and delivery, from anywhere')], max_length=8),
        ),
        migrations.AlterField(
            model_name='restriction',
            name='effect',
            field=models.CharField(choices=[('prohibited', 'Prohibited'), ('licence', 'Only with a licence'), ('age', 'Only to adults'), ('carriage', 'Only by carriers that accept it'), ('review', 'A person decides'), ('statement', 'Only with a statement')], max_length=12),
        ),
        migrations.SeparateDatabaseAndState(database_operations=_CONSTRAINTS, state_operations=_CONSTRAINTS),
    ]
