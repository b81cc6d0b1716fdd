from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0007_customer_groups'),
    ]

    operations = [
        migrations.AddField(
            model_name='customergroup',
            name='is_staff',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
