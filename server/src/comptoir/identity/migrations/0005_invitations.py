"""Links by which people join the back office."""

import django.db.models.deletion
from django.db import migrations, models

import comptoir.kernel.identifiers
from comptoir.platform.protection import ProtectTable, lookup_function


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_api_tokens"), ("platform", "0006_store_returns")]
    operations = [
        migrations.CreateModel(
            "Invitation",
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
                ("name", models.TextField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("manager", "Manager"),
                            ("accountant", "Accountant"),
                            ("cashier", "Cashier"),
                        ],
                        max_length=12,
                    ),
                ),
                ("code_hash", models.BinaryField()),
                ("person", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "employee",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.employee",
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
            options={"indexes": [models.Index(fields=["code_hash"], name="invitation_by_hash")]},
        ),
        ProtectTable("Invitation", rights="SELECT, INSERT, UPDATE"),
        lookup_function(
            "identity_organization_of_invitation(code bytea)",
            "TABLE (organization_id uuid)",
            "SELECT i.organization_id FROM identity_invitation i WHERE i.code_hash = code",
            reads=["identity_invitation"],
        ),
    ]
