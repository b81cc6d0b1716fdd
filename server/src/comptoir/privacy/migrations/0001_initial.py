"""Who was erased."""

import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    initial = True
    dependencies = [("customers", "0006_consents"), ("invoices", "0004_restrictions")]
    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.BigIntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"), ("withdrawn", "Withdrawn"), ("objected", "Objected"),
                            ("unneeded", "Unneeded"), ("unlawful", "Unlawful"), ("restored", "Restored"),
                        ],
                        max_length=9,
                    ),
                ),
                ("person", models.UUIDField(null=True)),
                ("erased_at", models.DateTimeField()),
                ("kept_until", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="customers.customer",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="platform.organization",
                    ),
                ),
            ],
            options={
                "db_table": "privacy_erasure",
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "customer"), name="erasure_once"),
                    models.UniqueConstraint(fields=("organization", "position"), name="erasure_position_once"),
                ],
            },
        ),
        ProtectTable("Erasure", rights="SELECT, INSERT, UPDATE"),
    ]  # fmt: skip
