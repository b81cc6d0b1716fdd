"""What was sold a day and what it had cost, and bookings by their document."""

import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable

# What was booked before counts, too: the follower adds only what comes.
COUNT = """
    INSERT INTO stock_sold_day (organization_id, store_id, item_id, day, sold_milli, average, fifo)
    SELECT b.organization_id, b.store_id, b.item_id, (b.moved_at AT TIME ZONE s.timezone)::date,
        -sum(b.quantity_milli)::int8, -sum(b.average)::int8, -sum(b.fifo)::int8
    FROM stock_booking b JOIN platform_store s ON s.organization_id = b.organization_id AND s.id = b.store_id
    WHERE b.reason IN ('sale', 'refund')
    GROUP BY 1, 2, 3, 4
"""


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0007_audit_changes'),
        ('stock', '0006_worth'),
    ]

    operations = [
        migrations.CreateModel(
            name='SoldDay',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'store_id', 'item_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('store_id', models.UUIDField()),
                ('item_id', models.UUIDField()),
                ('day', models.DateField()),
                ('sold_milli', models.BigIntegerField()),
                ('average', models.BigIntegerField()),
                ('fifo', models.BigIntegerField()),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'db_table': 'stock_sold_day',
                'indexes': [models.Index(fields=['organization', 'store_id', 'day'], name='sold_by_day')],
            },
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['organization', 'document'], name='booking_by_document'),
        ),
        ProtectTable("SoldDay"),
        # Written from bookings of the same organization, as those are from its movements.
        migrations.RunSQL("ALTER TABLE stock_sold_day DROP CONSTRAINT fk_stock_sold_day_organization_id"),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
