from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("logistics", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="service",
            name="max_girth_mm",
            field=models.PositiveIntegerField(
                default=3000, help_text="the longest side and twice the other two together"
            ),
            preserve_default=False,
        ),
    ]
