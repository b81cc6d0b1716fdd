"""Lots and serial numbers of goods that move, and what lies there of each."""

import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0018_tracking'),
        ('platform', '0008_triples'),
        ('stock', '0007_sold_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='MovementLot',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'document', 'line', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('document', models.UUIDField()),
                ('line', models.IntegerField()),
                ('number', models.IntegerField()),
                ('lot', models.TextField(db_default='', default='')),
                ('serial', models.TextField(db_default='', default='')),
                ('expires', models.DateField(null=True)),
                ('quantity_milli', models.BigIntegerField()),
                ('is_count', models.BooleanField(db_default=False, default=False)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'db_table': 'stock_movement_lot',
            },
        ),
        migrations.CreateModel(
            name='LotBooking',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'position', 'line', 'is_serial', 'code', 'is_stated', blank=True, editable=False, primary_key=True, serialize=False)),
                ('position', models.BigIntegerField()),
                ('line', models.IntegerField()),
                ('is_serial', models.BooleanField()),
                ('code', models.TextField()),
                ('is_stated', models.BooleanField()),
                ('document', models.UUIDField()),
                ('store_id', models.UUIDField()),
                ('item_id', models.UUIDField()),
                ('reason', models.CharField(max_length=8)),
                ('quantity_milli', models.BigIntegerField()),
                ('moved_at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'db_table': 'stock_lot_booking',
                'indexes': [models.Index(fields=['organization', 'item_id', 'store_id', 'code'], name='lot_booking_by_item'), models.Index(fields=['organization', 'code'], name='lot_booking_by_code'), models.Index(fields=['organization', 'document'], name='lot_booking_by_document')],
            },
        ),
        migrations.CreateModel(
            name='LotLevel',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'store_id', 'item_id', 'is_serial', 'code', blank=True, editable=False, primary_key=True, serialize=False)),
                ('is_serial', models.BooleanField()),
                ('code', models.TextField()),
                ('lot', models.TextField()),
                ('expires', models.DateField(null=True)),
                ('on_hand_milli', models.BigIntegerField()),
                ('since', models.BigIntegerField()),
                ('item', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
            ],
            options={
                'db_table': 'stock_lot_level',
                'indexes': [models.Index(condition=models.Q(('on_hand_milli__gt', 0)), fields=['organization', 'store', 'expires'], name='lot_by_last_day'), models.Index(fields=['organization', 'code'], name='lot_by_code')],
            },
        ),
        migrations.CreateModel(
            name='TallyLot',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'sheet', 'item_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('sheet', models.UUIDField()),
                ('number', models.IntegerField()),
                ('lot', models.TextField(db_default='', default='')),
                ('serial', models.TextField(db_default='', default='')),
                ('expires', models.DateField(null=True)),
                ('quantity_milli', models.BigIntegerField()),
                ('counting', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stock.counting')),
                ('item', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'db_table': 'stock_tally_lot',
                'indexes': [models.Index(fields=['organization', 'counting'], name='tally_lot_by_counting')],
            },
        ),
        ProtectTable("MovementLot", rights="SELECT, INSERT"),
        ProtectTable("LotLevel"),
        ProtectTable("LotBooking", rights="SELECT, INSERT, DELETE"),
        ProtectTable("TallyLot", rights="SELECT, INSERT"),
    ]
