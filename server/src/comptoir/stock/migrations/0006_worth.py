"""What stock is worth, goods on their way between stores, and countings."""

import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0016_net_content'),
        ('platform', '0007_audit_changes'),
        ('stock', '0005_movementcost'),
    ]

    operations = [
        migrations.AlterField(
            model_name='movement',
            name='reason',
            field=models.CharField(choices=[('sale', 'Sale'), ('refund', 'Refund'), ('receipt', 'Receipt'), ('count', 'Count'), ('loss', 'Loss'), ('damaged', 'Damaged'), ('supplier', 'Supplier'), ('waste', 'Waste'), ('transfer', 'Transfer')], max_length=8),
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'store_id', 'item_id', 'position', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('store_id', models.UUIDField()),
                ('item_id', models.UUIDField()),
                ('position', models.BigIntegerField()),
                ('line', models.IntegerField()),
                ('document', models.UUIDField()),
                ('reason', models.CharField(max_length=8)),
                ('quantity_milli', models.BigIntegerField()),
                ('moved_at', models.DateTimeField()),
                ('average', models.BigIntegerField()),
                ('fifo', models.BigIntegerField()),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Counting',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('booked', 'Booked'), ('dropped', 'Dropped')], default='open', max_length=7)),
                ('after', models.BigIntegerField()),
                ('begun_by', models.UUIDField(null=True)),
                ('begun_at', models.DateTimeField()),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('category', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.category')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
            ],
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'store_id', 'item_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('store_id', models.UUIDField()),
                ('item_id', models.UUIDField()),
                ('quantity_milli', models.BigIntegerField()),
                ('average', models.BigIntegerField()),
                ('fifo', models.BigIntegerField()),
                ('known_milli', models.BigIntegerField()),
                ('known_cost', models.BigIntegerField()),
                ('layers', models.JSONField()),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'sheet', 'item_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('sheet', models.UUIDField()),
                ('quantity_milli', models.BigIntegerField()),
                ('person', models.UUIDField(null=True)),
                ('counted_at', models.DateTimeField()),
                ('counting', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stock.counting')),
                ('item', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('note', models.TextField(blank=True)),
                ('sent_by', models.UUIDField(null=True)),
                ('sent_at', models.DateTimeField()),
                ('arrival', models.UUIDField(null=True)),
                ('received_by', models.UUIDField(null=True)),
                ('received_at', models.DateTimeField(null=True)),
                ('destination', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('origin', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
            ],
        ),
        migrations.CreateModel(
            name='TransferLine',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'transfer_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('sent_milli', models.BigIntegerField()),
                ('received_milli', models.BigIntegerField(null=True)),
                ('item', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('transfer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stock.transfer')),
            ],
            options={
                'db_table': 'stock_transfer_line',
            },
        ),
        migrations.CreateModel(
            name='Transit',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'document', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('document', models.UUIDField()),
                ('line', models.IntegerField()),
                ('quantity_milli', models.BigIntegerField()),
                ('average', models.BigIntegerField()),
                ('fifo', models.BigIntegerField()),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='counting',
            index=models.Index(fields=['organization', '-begun_at'], name='counting_by_time'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['organization', 'counting', 'item'], name='tally_by_counting'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(fields=['organization', 'arrival'], name='transfer_by_arrival'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(fields=['organization', '-sent_at'], name='transfer_by_time'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('origin', models.F('destination')), _negated=True), name='transfer_goes_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='transferline',
            constraint=models.CheckConstraint(condition=models.Q(('sent_milli__gte', 0), models.Q(('received_milli__isnull', True), ('received_milli__gte', 0), _connector='OR')), name='transfer_line_possible'),
        ),
        ProtectTable("Booking", rights="SELECT, INSERT, DELETE"),
        # Each booking is written from a movement of the same organization, which proves it; asking once more for every
        # row would be half of what a booking costs.
        migrations.RunSQL("ALTER TABLE stock_booking DROP CONSTRAINT fk_stock_booking_organization_id"),
        ProtectTable("Holding"),
        ProtectTable("Transit", rights="SELECT, INSERT, DELETE"),
        ProtectTable("Transfer", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("TransferLine", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Counting", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Tally", rights="SELECT, INSERT"),
    ]
