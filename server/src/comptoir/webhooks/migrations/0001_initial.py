"""Endpoints of programs and what they are told."""

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


def key() -> "models.UUIDField[Any, Any]":
    return models.UUIDField(
        default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False
    )


def moment() -> "models.DateTimeField[Any, Any]":
    return models.DateTimeField(db_default=django.db.models.functions.datetime.Now())


class Migration(migrations.Migration):
    initial = True
    dependencies = [("platform", "0009_inherited_settings"), ("sales", "0002_protect")]
    operations = [
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                ("id", key()),
                ("name", models.CharField(max_length=80)),
                ("address", models.TextField()),
                ("kinds", models.JSONField()),
                ("secret", models.BinaryField()),
                ("former_secret", models.BinaryField(null=True)),
                ("former_until", models.DateTimeField(null=True)),
                ("is_on", models.BooleanField(default=True)),
                (
                    "off_by",
                    models.CharField(
                        blank=True,
                        choices=[("person", "Person"), ("failing", "Failing"), ("gone", "Gone")],
                        max_length=7,
                    ),
                ),
                ("after", models.BigIntegerField()),
                ("failures", models.IntegerField(default=0)),
                ("failing_since", models.DateTimeField(null=True)),
                ("resumes_at", moment()),
                ("heard_at", models.DateTimeField(null=True)),
                ("made_at", moment()),
                ("organization", to("platform.organization")),
            ],
            options={"db_table": "webhooks_endpoint"},
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", key()),
                ("position", models.BigIntegerField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.UUIDField()),
                ("happened_at", models.DateTimeField()),
                ("body", models.BinaryField(default=b"", db_default=b"")),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Queued"), ("sent", "Sent"), ("failed", "Failed")],
                        db_default="queued",
                        default="queued",
                        max_length=6,
                    ),
                ),
                ("attempts", models.IntegerField(db_default=0, default=0)),
                ("next_try_at", moment()),
                ("status", models.SmallIntegerField(db_default=0, default=0)),
                ("code", models.CharField(blank=True, db_default="", default="", max_length=24)),
                ("took_ms", models.IntegerField(db_default=0, default=0)),
                ("concluded_at", models.DateTimeField(null=True)),
                ("endpoint", to("webhooks.endpoint")),
                ("organization", to("platform.organization")),
            ],
            options={
                "db_table": "webhooks_message",
                "indexes": [
                    models.Index(condition=models.Q(("state", "queued")), fields=["next_try_at"], name="webhook_due"),
                    models.Index(fields=["organization", "endpoint", "-happened_at", "-id"], name="webhook_by_time"),
                    models.Index(fields=["organization", "concluded_at"], name="webhook_to_forget"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organization", "endpoint", "position"], name="webhook_told_once"
                    ),
                ],
            },
        ),
        ProtectTable("Endpoint"),
        ProtectTable("Message"),
        lookup_function(
            "webhooks_due_organizations()",
            "SETOF uuid",
            "SELECT DISTINCT m.organization_id FROM webhooks_message m "
            "JOIN webhooks_endpoint e ON e.organization_id = m.organization_id AND e.id = m.endpoint_id "
            "WHERE m.state = 'queued' AND m.next_try_at <= now() AND e.is_on AND e.resumes_at <= now()",
            reads=["webhooks_message", "webhooks_endpoint"],
        ),
    ]
