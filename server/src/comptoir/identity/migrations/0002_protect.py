"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable, grant_table, lookup_function


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_initial"),
        ("platform", "0002_protect"),
    ]
    operations = [
        ProtectTable("Membership"),
        ProtectTable("Employee", rights="SELECT, INSERT, UPDATE"),
        grant_table("identity_user", "SELECT, INSERT, UPDATE"),
        lookup_function(
            "identity_memberships_of(person uuid)",
            "TABLE (organization_id uuid, role text)",
            "SELECT m.organization_id, m.role::text FROM identity_membership m WHERE m.user_id = person ORDER BY m.id",
            reads=["identity_membership"],
        ),
    ]
