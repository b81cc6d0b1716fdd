"""Alerts."""

import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    initial = True
    dependencies = [("platform", "0010_tree")]
    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=24)),
                ("subject", models.TextField(blank=True, db_default="", default="")),
                ("name", models.TextField(blank=True, db_default="", default="")),
                ("since", models.DateTimeField()),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="platform.organization",
                    ),
                ),
            ],
            options={
                "db_table": "alerts_alert",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("organization", "kind", "subject"),
                        name="alert_open_once",
                    ),
                ],
                "indexes": [models.Index(fields=["organization", "-begun_at"], name="alert_by_time")],
            },
        ),
        ProtectTable("Alert", rights="SELECT, INSERT, UPDATE"),
    ]  # fmt: skip
