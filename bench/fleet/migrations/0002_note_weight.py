from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bench_fleet", "0001_initial")]

    operations = [
        migrations.AddField(model_name="note", name="weight", field=models.PositiveIntegerField(default=0)),
    ]
