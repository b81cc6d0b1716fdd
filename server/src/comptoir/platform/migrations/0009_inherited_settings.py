"""Groups of stores, and settings that a place inherits (`inherited.py`, ADR 0034).

What most stores of an organization had becomes its common value; a store that had another keeps it as its own.
"""

from typing import Any

import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from comptoir.platform.protection import ProtectTable


def to(model: str, **options: Any) -> "models.ForeignKey[Any, Any]":
    options.setdefault("db_index", False)
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **options
    )


def key() -> "models.UUIDField[Any, Any]":
    return models.UUIDField(
        default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False
    )


DEFAULTS = {
    "price_mode": '"gross"', "returns_days": "30", "returns_in_cash": "false", "day_starts_minute": "240",
    "opening_hours": "[]", "first_tab": '"articles"',
}  # fmt: skip
_SAID = """
    WITH said AS (SELECT organization_id, id AS store_id, to_jsonb({name}) AS value FROM platform_store),
    usual AS (SELECT organization_id, mode() WITHIN GROUP (ORDER BY value) AS value FROM said GROUP BY 1)
    INSERT INTO platform_setting (organization_id, id, level, store_id, name, value)
"""
_COMMON = "SELECT organization_id, gen_random_uuid(), 0, NULL, '{name}', value FROM usual WHERE value <> '{default}'::jsonb"
_OWN = """
    SELECT s.organization_id, gen_random_uuid(), 3, s.store_id, '{name}', s.value FROM said s
    JOIN usual u ON u.organization_id = s.organization_id WHERE s.value <> u.value
"""
MOVE = [
    (_SAID + chosen).format(name=name, default=default)
    for name, default in DEFAULTS.items()
    for chosen in (_COMMON, _OWN)
]
NOBODY = {"group": None, "legal_entity": None, "store": None, "till_id": None}


class Migration(migrations.Migration):
    dependencies = [("platform", "0008_triples")]
    operations = [
        migrations.CreateModel(
            name="StoreGroup",
            fields=[("id", key()), ("name", models.TextField()), ("organization", to("platform.organization"))],
            options={
                "db_table": "platform_store_group",
                "constraints": [models.UniqueConstraint(fields=["organization", "name"], name="store_group_name")],
            },
        ),
        ProtectTable("StoreGroup"),
        migrations.AddField("store", "group", to("platform.storegroup", null=True, db_index=True)),
        migrations.RunSQL(
            "ALTER TABLE platform_store ADD CONSTRAINT fk_platform_store_group_id "
            "FOREIGN KEY (organization_id, group_id) REFERENCES platform_store_group (organization_id, id)",
            "ALTER TABLE platform_store DROP CONSTRAINT fk_platform_store_group_id",
        ),
        migrations.CreateModel(
            name="SettingValue",
            fields=[
                ("id", key()),
                ("level", models.SmallIntegerField()),
                ("till_id", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=32)),
                ("value", models.JSONField()),
                ("group", to("platform.storegroup", null=True)),
                ("legal_entity", to("platform.legalentity", null=True)),
                ("organization", to("platform.organization")),
                ("store", to("platform.store", null=True)),
            ],
            options={
                "db_table": "platform_setting",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organization", "level", "group", "legal_entity", "store", "till_id", "name"],
                        name="setting_once_a_place",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=Q(**{**NOBODY, "level": 0})
                        | Q(level=1, group__isnull=False, legal_entity=None, store=None, till_id=None)
                        | Q(level=2, group=None, legal_entity__isnull=False, store=None, till_id=None)
                        | Q(level=3, group=None, legal_entity=None, store__isnull=False, till_id=None)
                        | Q(level=4, group=None, legal_entity=None, store__isnull=False, till_id__isnull=False),
                        name="setting_has_one_place",
                    ),
                ],
            },
        ),
        ProtectTable("SettingValue"),
        migrations.RunSQL(
            """
            CREATE FUNCTION platform_inherited(at_organization uuid, at_store uuid, at_till uuid)
                RETURNS TABLE (name varchar, value jsonb, level smallint, place uuid)
                LANGUAGE sql STABLE
                AS $$
                    SELECT DISTINCT ON (v.name) v.name, v.value, v.level,
                        coalesce(v.till_id, v.store_id, v.legal_entity_id, v.group_id)
                    FROM platform_setting v
                    LEFT JOIN platform_store s ON s.organization_id = v.organization_id AND s.id = at_store
                    WHERE v.organization_id = at_organization AND (
                        v.level = 0 OR v.group_id = s.group_id OR v.legal_entity_id = s.legal_entity_id
                        OR v.store_id = s.id AND (v.till_id IS NULL OR v.till_id = at_till)
                    )
                    ORDER BY v.name, v.level DESC
                $$;
            """,
            "DROP FUNCTION platform_inherited(uuid, uuid, uuid)",
        ),
        migrations.RunSQL("; ".join(MOVE), migrations.RunSQL.noop),
    ]
