from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("markets", "0002_price_rules")]

    operations = [
        migrations.AddField(
            model_name="marketcountry",
            name="default_region",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="As addresses and rules write it: ON for Ontario. Empty where taxes are the same everywhere.",
                max_length=10,
                verbose_name="region assumed before an address is known",
            ),
        ),
    ]
