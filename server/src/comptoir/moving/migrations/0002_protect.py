"""Keys that start with the organization, row-level security, rights, and who has work."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable, lookup_function


class Migration(migrations.Migration):
    dependencies = [
        ("moving", "0001_initial"),
        ("catalog", "0002_protect"),
        ("platform", "0002_protect"),
    ]
    operations = [
        ProtectTable("Move", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("MovedItem"),
        lookup_function(
            "moving_organizations_at_work()",
            "SETOF uuid",
            "SELECT DISTINCT m.organization_id FROM moving_move m WHERE m.state IN ('trying', 'taking', 'returning')",
            reads=["moving_move"],
        ),
    ]
