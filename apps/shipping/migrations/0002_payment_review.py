from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shipping', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='fulfilment',
            name='held_at',
            field=models.DateTimeField(null=True),
        ),
    ]
