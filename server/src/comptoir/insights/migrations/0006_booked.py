"""What books are made of. All sums are counted from the log's beginning again: the worker does it behind the tills."""

import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable

SUMS = ("session", "sales_hour", "item_day", "item_month", "tax_day", "tender_day", "list_day", "deed_day")


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0005_mailing"),
        ("platform", "0008_triples"),
    ]

    operations = [
        migrations.CreateModel(
            name="BookedDay",
            fields=[
                ("pk", models.CompositePrimaryKey("organization_id", "day", "store_id", "what", "key", "detail", "rate_ppm", "voucher", blank=True, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("what", models.TextField()),
                ("key", models.TextField()),
                ("detail", models.TextField()),
                ("rate_ppm", models.IntegerField()),
                ("voucher", models.UUIDField()),
                ("amount", models.BigIntegerField()),
                ("tax", models.BigIntegerField()),
                ("organization", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="platform.organization")),
                ("store", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="platform.store")),
            ],
            options={"db_table": "insights_booked_day"},
        ),
        ProtectTable("BookedDay"),
        migrations.RunSQL(
            [
                *(f"TRUNCATE insights_{table}" for table in SUMS),
                "DELETE FROM platform_consumer_cursor WHERE consumer = 'insights'",
            ],
            migrations.RunSQL.noop,
        ),
    ]
