"""What providers call us back for."""

from typing import Any

import comptoir.kernel.identifiers
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable, lookup_function


def to(model: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [("payments", "0011_providers")]
    operations = [
        migrations.CreateModel(
            name="Hook",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organization_id", "account_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("secret", models.BinaryField(default=b"")),
                ("former_secret", models.BinaryField(default=b"")),
                ("former_until", models.DateTimeField(null=True)),
                ("refused", models.BigIntegerField(default=0)),
                ("refused_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField(null=True)),
                ("account", to("payments.provideraccount")),
                ("organization", to("platform.organization")),
            ],
            options={"db_table": "links_hook"},
        ),
        migrations.CreateModel(
            name="HookEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                ("body", models.BinaryField()),
                ("received_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("done_at", models.DateTimeField(null=True)),
                ("touched", models.IntegerField(default=0)),
                ("account", to("payments.provideraccount")),
                ("organization", to("platform.organization")),
            ],
            options={
                "db_table": "links_hook_event",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)), fields=["received_at"], name="hook_event_due"
                    ),
                    models.Index(fields=["organization", "received_at"], name="hook_event_to_forget"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["organization", "account", "event"], name="hook_event_once"),
                ],
            },
        ),
        ProtectTable("Hook"),
        ProtectTable("HookEvent"),
        lookup_function(
            "links_organization_of(account uuid)",
            "uuid",
            "SELECT organization_id FROM payments_provider_account WHERE id = account",
            reads=["payments_provider_account"],
        ),
        lookup_function(
            "links_called_organizations()",
            "SETOF uuid",
            "SELECT DISTINCT organization_id FROM links_hook_event WHERE done_at IS NULL",
            reads=["links_hook_event"],
        ),
    ]
