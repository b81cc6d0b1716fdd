"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable, lookup_function


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0001_initial"),
        ("platform", "0002_protect"),
        ("sales", "0002_protect"),
    ]
    operations = [
        ProtectTable("ReceiptChoice"),
        ProtectTable("Delivery", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("PublicPage", rights="SELECT, INSERT, UPDATE"),
        lookup_function(
            "papers_due_organizations()",
            "SETOF uuid",
            "SELECT DISTINCT d.organization_id FROM papers_delivery d "
            "WHERE d.state = 'queued' AND d.next_try_at <= now()",
            reads=["papers_delivery"],
        ),
    ]
