"""How the stock of an article is kept: by lot, or piece by piece."""

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
    ]
