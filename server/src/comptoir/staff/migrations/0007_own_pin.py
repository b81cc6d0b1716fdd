from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0006_decided_rights'),
    ]

    operations = [
        migrations.AddField(
            model_name='secret',
            name='failed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='secret',
            name='failures',
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
    ]
