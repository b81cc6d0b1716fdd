"""A written row is compared with the list of organizations that was read once for the statement.

For the tables that there are; a later one is made so by `ProtectTable`.
"""

from django.db import migrations

from comptoir.platform.tenancy import WRITABLE

RENEW = """
DO $do$
DECLARE protected text;
BEGIN
    FOR protected IN SELECT tablename FROM pg_policies WHERE policyname = 'tenant' AND schemaname = 'public' LOOP
        IF protected = 'platform_organization' THEN
            EXECUTE format($sql$ALTER POLICY tenant ON %I WITH CHECK ({organization})$sql$, protected);
        ELSE
            EXECUTE format($sql$ALTER POLICY tenant ON %I WITH CHECK ({others})$sql$, protected);
        END IF;
    END LOOP;
END $do$
""".format(organization=WRITABLE.format(column="id"), others=WRITABLE.format(column="organization_id"))  # noqa: S608  # ours


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0002_protect"),
    ]
    operations = [
        # Both forms say the same, so the older code works with the newer policy.
        migrations.RunSQL(RENEW, migrations.RunSQL.noop),
    ]
