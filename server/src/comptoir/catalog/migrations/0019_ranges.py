"""Which articles a store carries."""

import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0018_tracking'),
        ('platform', '0008_triples'),
    ]

    operations = [
        migrations.CreateModel(
            name='RangeRule',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_in', models.BooleanField()),
                ('category', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.category')),
                ('item', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('store', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
            ],
            options={
                'db_table': 'catalog_range_rule',
                'constraints': [models.UniqueConstraint(fields=('organization', 'item', 'category', 'store'), name='range_rule_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('category__isnull', True), ('item__isnull', True), _connector='XOR'), name='range_rule_of_one_thing')],
            },
        ),
        ProtectTable("RangeRule"),
    ]
