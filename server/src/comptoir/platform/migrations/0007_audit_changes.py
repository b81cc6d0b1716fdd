"""What every act changed, before and after: triggers write it, so that no operation can forget it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from comptoir.platform.protection import ProtectTable

# A statement that touches more than 500 rows is a bulk change, which its event counts instead.
NOTE_CHANGE = """
CREATE FUNCTION platform_note_change() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $function$
DECLARE
    the_act text := nullif(current_setting('comptoir.act', true), '');
    thing text := TG_ARGV[0];
    hidden text[] := string_to_array(TG_ARGV[2], ',');
    met text;
    many bigint;
BEGIN
    IF the_act IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN
        SELECT count(*) INTO many FROM (SELECT 1 FROM old_rows LIMIT 501) few;
    ELSE
        SELECT count(*) INTO many FROM (SELECT 1 FROM new_rows LIMIT 501) few;
    END IF;
    IF many = 0 OR many > 500 THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT string_agg(format('o.%1$I = n.%1$I', part), ' AND ') INTO met
            FROM unnest(array_append(string_to_array(TG_ARGV[1], ','), 'organization_id')) part;
        EXECUTE format($query$
            INSERT INTO platform_audit_change (organization_id, act, kind, row, before, after)
            SELECT n.organization_id, $1, $2, coalesce(n.%I, n.organization_id)::text, d.before, d.after
            FROM new_rows n JOIN old_rows o ON %s, LATERAL (
                SELECT jsonb_object_agg(a.key, a.value) AS before, jsonb_object_agg(a.key, b.value) AS after
                FROM jsonb_each(to_jsonb(o)) a JOIN jsonb_each(to_jsonb(n)) b ON b.key = a.key
                WHERE a.value IS DISTINCT FROM b.value AND a.key <> ALL ($3)
            ) d
            WHERE d.after IS NOT NULL
        $query$, thing, met) USING the_act::uuid, TG_TABLE_NAME, hidden;
    ELSIF TG_OP = 'INSERT' THEN
        EXECUTE format($query$
            INSERT INTO platform_audit_change (organization_id, act, kind, row, before, after)
            SELECT n.organization_id, $1, $2, coalesce(n.%I, n.organization_id)::text, NULL, d.kept
            FROM new_rows n, LATERAL (
                SELECT jsonb_object_agg(a.key, a.value) AS kept FROM jsonb_each(to_jsonb(n)) a
                WHERE a.value <> 'null'::jsonb AND a.key <> ALL ($3)
            ) d
            WHERE d.kept IS NOT NULL
        $query$, thing) USING the_act::uuid, TG_TABLE_NAME, hidden;
    ELSE
        EXECUTE format($query$
            INSERT INTO platform_audit_change (organization_id, act, kind, row, before, after)
            SELECT o.organization_id, $1, $2, coalesce(o.%I, o.organization_id)::text, d.kept, NULL
            FROM old_rows o, LATERAL (
                SELECT jsonb_object_agg(a.key, a.value) AS kept FROM jsonb_each(to_jsonb(o)) a
                WHERE a.value <> 'null'::jsonb AND a.key <> ALL ($3)
            ) d
            WHERE d.kept IS NOT NULL
        $query$, thing) USING the_act::uuid, TG_TABLE_NAME, hidden;
    END IF;
    RETURN NULL;
END $function$
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0006_store_returns")]
    operations = [
        migrations.AddField("auditevent", "act", models.UUIDField(null=True)),
        migrations.AddIndex(
            "auditevent", models.Index(fields=["organization", "subject", "-happened_at"], name="audit_by_subject")
        ),
        migrations.AddIndex("auditevent", models.Index(fields=["organization", "act"], name="audit_by_act")),
        migrations.CreateModel(
            "AuditChange",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("act", models.UUIDField()),
                ("kind", models.TextField()),
                ("row", models.TextField()),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("happened_at", models.DateTimeField(db_default=Now())),
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
                "db_table": "platform_audit_change",
                "indexes": [
                    models.Index(fields=["organization", "act"], name="audit_change_by_act"),
                    models.Index(fields=["organization", "row", "-id"], name="audit_change_by_row"),
                ],
            },
        ),
        ProtectTable("AuditChange", rights="SELECT, INSERT"),
        migrations.RunSQL(NOTE_CHANGE, "DROP FUNCTION platform_note_change() CASCADE"),
    ]
