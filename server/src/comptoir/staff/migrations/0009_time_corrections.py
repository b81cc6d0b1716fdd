"""What people say about hours that the time clock does not tell right. Rows are only added and decided."""

import django.db.models.deletion
from django.db import migrations, models

import comptoir.kernel.identifiers
from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_passkeys"),
        ("platform", "0006_store_returns"),
        ("staff", "0008_purchase_limit"),
    ]
    operations = [
        migrations.CreateModel(
            "TimeCorrection",
            [
                (
                    "id",
                    models.UUIDField(
                        default=comptoir.kernel.identifiers.new_uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("shift", models.UUIDField()),
                ("came_at", models.DateTimeField()),
                ("left_at", models.DateTimeField()),
                ("break_minutes", models.IntegerField(default=0)),
                ("before", models.JSONField(null=True)),
                ("reason", models.TextField()),
                ("proposed_by", models.UUIDField(null=True)),
                ("proposed_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("approved", "Approved"), ("rejected", "Rejected")],
                        default="proposed",
                        max_length=8,
                    ),
                ),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "employee",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.employee",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="platform.store",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="platform.organization",
                    ),
                ),
            ],
            options={
                "db_table": "staff_time_correction",
                "indexes": [models.Index(fields=["organization", "came_at"], name="time_correction_by_time")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("left_at__gt", models.F("came_at"))), name="time_goes_on"),
                    models.CheckConstraint(condition=models.Q(("break_minutes__gte", 0)), name="break_not_negative"),
                ],
            },
        ),
        ProtectTable("TimeCorrection", rights="SELECT, INSERT, UPDATE"),
    ]
