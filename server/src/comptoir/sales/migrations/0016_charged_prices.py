import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0014_pack_counts'),
        ('platform', '0006_store_returns'),
        ('sales', '0015_person_sums'),
        ('tills', '0005_parked_baskets'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChargedPrice',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'store_id', 'item_id', 'day', 'till_id', 'unit_price', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('unit_price', models.BigIntegerField()),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('item', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
                ('till', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tills.till')),
            ],
            options={
                'db_table': 'sales_charged_price',
                'indexes': [models.Index(fields=['organization', 'store', 'day'], name='charged_price_by_day')],
            },
        ),
        ProtectTable('ChargedPrice', rights='SELECT, INSERT, UPDATE'),
    ]
