"""Witnesses of the log, what they cosigned and what they said of it."""

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
    dependencies = [("platform", "0010_tree")]
    operations = [
        migrations.CreateModel(
            name="Witness",
            fields=[
                ("id", key()),
                ("name", models.TextField()),
                ("address", models.TextField()),
                ("key", models.TextField()),
                ("made_at", moment()),
                ("removed_at", models.DateTimeField(null=True)),
                ("origin", models.TextField(db_default="", default="")),
                ("cosigned_size", models.BigIntegerField(db_default=0, default=0)),
                ("cosigned_at", models.DateTimeField(null=True)),
                ("code", models.CharField(blank=True, db_default="", default="", max_length=24)),
                ("status", models.SmallIntegerField(db_default=0, default=0)),
                ("failures", models.IntegerField(db_default=0, default=0)),
                ("failing_since", models.DateTimeField(null=True)),
                ("next_try_at", moment()),
                ("organization", to("platform.organization")),
            ],
            options={
                "db_table": "witnesses_witness",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)), fields=("organization", "key"), name="witness_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                ("id", key()),
                ("origin", models.TextField()),
                ("size", models.BigIntegerField()),
                ("head", models.TextField()),
                ("line", models.TextField()),
                ("signed_at", models.DateTimeField()),
                ("organization", to("platform.organization")),
                ("witness", to("witnesses.witness")),
            ],
            options={
                "db_table": "witnesses_cosignature",
                "indexes": [models.Index(fields=["organization", "origin", "size"], name="witness_cosigned")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "witness", "origin", "size"), name="witness_cosigned_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", key()),
                (
                    "kind",
                    models.CharField(
                        choices=[("set_back", "Set Back"), ("forked", "Forked"), ("new_age", "New Age")], max_length=8
                    ),
                ),
                ("origin", models.TextField()),
                ("their_size", models.BigIntegerField()),
                ("our_size", models.BigIntegerField()),
                ("ours", models.TextField()),
                ("theirs", models.TextField(blank=True)),
                ("is_proven", models.BooleanField()),
                ("raised_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("organization", to("platform.organization")),
                ("witness", to("witnesses.witness")),
            ],
            options={
                "db_table": "witnesses_alarm",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "witness", "kind", "origin", "their_size"),
                        name="witness_alarmed_once",
                    ),
                ],
            },
        ),
        ProtectTable("Witness"),
        ProtectTable("Cosignature"),
        ProtectTable("Alarm", rights="SELECT, INSERT, UPDATE"),
        lookup_function(
            "witnesses_organizations()",
            "SETOF uuid",
            "SELECT DISTINCT organization_id FROM witnesses_cosignature",
            reads=["witnesses_cosignature"],
        ),
        lookup_function(
            "witnesses_due_organizations()",
            "SETOF uuid",
            "SELECT DISTINCT w.organization_id FROM witnesses_witness w "
            "JOIN platform_tree_head h ON h.organization_id = w.organization_id "
            "WHERE w.removed_at IS NULL AND w.next_try_at <= now() AND (h.size <> w.cosigned_size "
            "OR w.cosigned_at IS NULL OR w.cosigned_at < now() - interval '1 hour' "
            "OR split_part(h.note, chr(10), 1) <> w.origin)",
            reads=["witnesses_witness", "platform_tree_head"],
        ),
    ]
