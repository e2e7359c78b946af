from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('credits', '0004_cards_bought_in_the_shop_checked'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='strandedrefund',
            name='credits_stranded_open_or_settled',
        ),
        migrations.AddField(
            model_name='cardsale',
            name='failed_sends',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='cardsale',
            name='retry_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='cardsale',
            name='undelivered_at',
            field=models.DateTimeField(null=True, verbose_name='not delivered since'),
        ),
        migrations.AddField(
            model_name='strandedrefund',
            name='kept',
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='strandedrefund',
            name='went_to',
            field=models.CharField(blank=True, choices=[('unblocked', 'It stays on the card, which can be used again'), ('account', "To a buyer's store credit"), ('new_card', 'To a new gift card'), ('reclaimed', "It paid for what the bank of the card's buyer took back")], db_default='', default='', max_length=10),
        ),
        AddConstraintNotValid(
            model_name='strandedrefund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('went_to', '')), models.Q(('closed_at__isnull', False), ('went_to__in', ['unblocked', 'account', 'new_card', 'reclaimed'])), _connector='OR'), name='credits_stranded_open_or_settled'),
        ),
    ]
