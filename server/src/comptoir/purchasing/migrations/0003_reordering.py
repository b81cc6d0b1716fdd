"""Reorder points, what runs short, and who is told."""

from typing import Any

import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from comptoir.platform.protection import ProtectTable, lookup_function



def to(model: str, **options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=model, **options)


def by_shelf() -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey('organization_id', 'store_id', 'item_id', blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0016_net_content'),
        ('platform', '0007_audit_changes'),
        ('stock', '0007_sold_day'),
        ('purchasing', '0002_protect'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReorderRule',
            fields=[
                ('pk', by_shelf()),
                ('point_milli', models.BigIntegerField()),
                ('up_to_milli', models.BigIntegerField(null=True)),
                ('item', to('catalog.item')),
                ('organization', to('platform.organization')),
                ('store', to('platform.store')),
            ],
            options={
                'db_table': 'purchasing_reorder_rule',
                'constraints': [models.CheckConstraint(condition=Q(point_milli__gte=0) & (Q(up_to_milli__isnull=True) | Q(up_to_milli__gte=F('point_milli'))), name='reorder_rule_possible')],
            },
        ),
        migrations.CreateModel(
            name='ReorderPoint',
            fields=[
                ('pk', by_shelf()),
                ('lead_days', models.IntegerField()),
                ('weekly_milli', models.BigIntegerField()),
                ('point_milli', models.BigIntegerField()),
                ('up_to_milli', models.BigIntegerField()),
                ('is_by_hand', models.BooleanField(default=False)),
                ('item', to('catalog.item')),
                ('organization', to('platform.organization')),
                ('store', to('platform.store')),
                ('supplier', to('purchasing.supplier', null=True)),
            ],
            options={
                'db_table': 'purchasing_reorder_point',
            },
        ),
        migrations.CreateModel(
            name='LowStock',
            fields=[
                ('pk', by_shelf()),
                ('since', models.DateTimeField()),
                ('item', to('catalog.item')),
                ('organization', to('platform.organization')),
                ('store', to('platform.store')),
            ],
            options={
                'db_table': 'purchasing_low_stock',
            },
        ),
        migrations.CreateModel(
            name='StockWatch',
            fields=[
                ('organization', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='platform.organization')),
                ('computed_at', models.DateTimeField(null=True)),
                ('looked_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'purchasing_stock_watch',
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('address', models.TextField()),
                ('language', models.CharField(max_length=2)),
                ('told_until', models.DateTimeField()),
                ('next_try_at', models.DateTimeField()),
                ('attempts', models.IntegerField(default=0)),
                ('code', models.TextField(blank=True)),
                ('organization', to('platform.organization')),
                ('store', to('platform.store', null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['next_try_at'], name='recipient_due')],
            },
        ),
        ProtectTable("ReorderRule"),
        ProtectTable("ReorderPoint"),
        ProtectTable("LowStock"),
        ProtectTable("StockWatch"),
        ProtectTable("Recipient"),
        # Points follow a day's sales and a change of what they are made of; levels are looked at every minute.
        lookup_function(
            "purchasing_due_points()",
            "SETOF uuid",
            "SELECT o.id FROM platform_organization o LEFT JOIN purchasing_stock_watch w ON w.organization_id = o.id "
            "WHERE (w.computed_at IS NULL OR w.computed_at < now() - interval '6 hours') "
            "AND (w.organization_id IS NOT NULL "
            "OR EXISTS (SELECT FROM purchasing_offer f WHERE f.organization_id = o.id) "
            "OR EXISTS (SELECT FROM purchasing_reorder_rule r WHERE r.organization_id = o.id))",
            reads=["platform_organization", "purchasing_stock_watch", "purchasing_offer", "purchasing_reorder_rule"],
        ),
        lookup_function(
            "purchasing_due_looks()",
            "SETOF uuid",
            "SELECT w.organization_id FROM purchasing_stock_watch w WHERE w.computed_at IS NOT NULL "
            "AND (w.looked_at IS NULL OR w.looked_at < greatest(w.computed_at, now() - interval '1 minute'))",
            reads=["purchasing_stock_watch"],
        ),
        lookup_function(
            "purchasing_due_digests()",
            "SETOF uuid",
            "SELECT DISTINCT r.organization_id FROM purchasing_recipient r WHERE r.next_try_at <= now()",
            reads=["purchasing_recipient"],
        ),
    ]
