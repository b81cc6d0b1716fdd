"""What the goods of a movement were bought for."""


import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0006_store_returns'),
        ('stock', '0004_reservations'),
    ]

    operations = [
        migrations.CreateModel(
            name='MovementCost',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'document', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('document', models.UUIDField()),
                ('line', models.IntegerField()),
                ('cost', models.BigIntegerField()),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'db_table': 'stock_movement_cost',
                'constraints': [models.CheckConstraint(condition=models.Q(('cost__gte', 0)), name='movement_cost_possible')],
            },
        ),
        ProtectTable("MovementCost", rights="SELECT, INSERT"),
    ]
