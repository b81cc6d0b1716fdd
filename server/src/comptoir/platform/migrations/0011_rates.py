"""How often somebody may ask, for every process: one row for each who asks."""

from django.db import migrations

from comptoir.platform.protection import grant_table

MAKE = """
CREATE UNLOGGED TABLE platform_rate (
    kind text NOT NULL,
    asker bytea NOT NULL,
    due_ms bigint NOT NULL,
    PRIMARY KEY (kind, asker)
) WITH (fillfactor = 70);
CREATE FUNCTION platform_take(called text, who bytea, step_ms bigint, tolerance_ms bigint) RETURNS bigint
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $function$
DECLARE
    now_ms bigint := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
    due bigint;
BEGIN
    INSERT INTO platform_rate AS r (kind, asker, due_ms) VALUES (called, who, now_ms + step_ms)
    ON CONFLICT (kind, asker) DO UPDATE SET due_ms = greatest(r.due_ms, now_ms) + step_ms
        WHERE r.due_ms <= now_ms + tolerance_ms
    RETURNING r.due_ms INTO due;
    IF FOUND THEN
        RETURN 0;
    END IF;
    SELECT r.due_ms INTO due FROM platform_rate r WHERE r.kind = called AND r.asker = who;
    RETURN greatest(1, coalesce(due, 0) - tolerance_ms - now_ms);
END
$function$;
REVOKE ALL ON FUNCTION platform_take(text, bytea, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform_take(text, bytea, bigint, bigint) TO comptoir_app;
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0010_tree")]

    operations = [
        migrations.RunSQL(MAKE, "DROP FUNCTION platform_take; DROP TABLE platform_rate"),
        grant_table("platform_rate", "SELECT, INSERT, UPDATE, DELETE"),
    ]
