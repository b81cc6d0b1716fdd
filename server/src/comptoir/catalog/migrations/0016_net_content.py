from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0015_price_by_change'),
    ]

    operations = [
        migrations.AddField(
            model_name='itemtraits',
            name='net_milli',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='itemtraits',
            name='net_unit',
            field=models.CharField(db_default='', default='', max_length=3),
        ),
        migrations.AddField(
            model_name='itemtraits',
            name='origin',
            field=models.TextField(db_default='', default=''),
        ),
    ]
