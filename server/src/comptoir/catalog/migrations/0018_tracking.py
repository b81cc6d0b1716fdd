"""How the stock of an article is kept, and where the feed said last that its label reads otherwise."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0017_found_by_triples'),
    ]

    operations = [
        migrations.AddField(
            model_name='itemtraits',
            name='tracking',
            field=models.CharField(db_default='', default='', max_length=6),
        ),
        migrations.AddField(
            model_name='item',
            name='words_position',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
