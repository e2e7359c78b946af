from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('credits', '0003_cards_bought_in_the_shop'),
    ]

    operations = [
        ValidateConstraint(model_name='creditentry', name='credits_entry_kind_known'),
        ValidateConstraint(model_name='giftcard', name='credits_card_origin_known'),
    ]
