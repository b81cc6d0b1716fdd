from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0012_scale_label_versions'),
    ]

    operations = [
        migrations.AddField(
            model_name='category',
            name='is_ended',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
