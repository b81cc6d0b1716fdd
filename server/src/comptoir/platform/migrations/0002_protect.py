"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable, lookup_function


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0001_initial"),
    ]
    operations = [
        ProtectTable("Organization", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("LegalEntity"),
        ProtectTable("Store"),
        ProtectTable("OutboxRow", rights="SELECT, INSERT, DELETE"),
        ProtectTable("LogRow", rights="SELECT, INSERT"),
        ProtectTable("LogHead", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("ConsumerCursor", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("AuditEvent", rights="SELECT, INSERT"),
        lookup_function(
            "platform_organizations()",
            "SETOF uuid",
            "SELECT id FROM platform_organization ORDER BY id",
            reads=["platform_organization"],
        ),
        lookup_function(
            "platform_pending_organizations()",
            "SETOF uuid",
            "SELECT DISTINCT organization_id FROM platform_outbox ORDER BY 1",
            reads=["platform_outbox"],
        ),
    ]
