"""Payment links and the ways of guests to pay them."""

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


class Migration(migrations.Migration):
    dependencies = [("links", "0001_hooks")]
    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", key()),
                ("token", models.CharField(max_length=32)),
                ("amount", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("text", models.CharField(max_length=140)),
                ("allows_parts", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("paid", "Paid"), ("cancelled", "Cancelled")],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("paid", models.BigIntegerField(default=0)),
                ("person", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField(null=True)),
                ("account", to("payments.provideraccount")),
                ("organization", to("platform.organization")),
                ("store", to("platform.store")),
            ],
            options={
                "db_table": "links_link",
                "indexes": [models.Index(fields=["organization", "-made_at"], name="link_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=["organization", "token"], name="link_token_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0), ("paid__gte", 0)), name="link_amounts"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkTry",
            fields=[
                ("id", key()),
                ("amount", models.BigIntegerField()),
                ("name", models.CharField(blank=True, max_length=120)),
                ("address", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("approved", "Approved"),
                            ("ended", "Ended"),
                            ("differs", "Differs"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("taken", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("link", to("links.link")),
                ("organization", to("platform.organization")),
            ],
            options={
                "db_table": "links_try",
                "indexes": [
                    models.Index(fields=["organization", "link", "made_at"], name="link_try_by_link"),
                    models.Index(condition=models.Q(("state", "pending")), fields=["next_at"], name="link_try_due"),
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE INDEX link_by_token ON links_link (token)", "DROP INDEX link_by_token"
        ),
        ProtectTable("Link", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("LinkTry", rights="SELECT, INSERT, UPDATE"),
        lookup_function(
            "links_organization_of_token(asked text)",
            "uuid",
            "SELECT organization_id FROM links_link WHERE token = asked",
            reads=["links_link"],
        ),
        lookup_function(
            "links_due_organizations()",
            "SETOF uuid",
            "SELECT DISTINCT organization_id FROM links_try WHERE state = 'pending' AND next_at <= now()",
            reads=["links_try"],
        ),
    ]
