"""Keys that start with the organization, row-level security, rights, and who has letters to send."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable, lookup_function


class Migration(migrations.Migration):
    dependencies = [
        ("purchasing", "0001_initial"),
        ("catalog", "0002_protect"),
        ("platform", "0002_protect"),
    ]
    operations = [
        ProtectTable("Supplier", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Offer"),
        ProtectTable("Order", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("OrderLine"),
        ProtectTable("Delivery", rights="SELECT, INSERT"),
        ProtectTable("DeliveryLine", rights="SELECT, INSERT"),
        ProtectTable("Letter", rights="SELECT, INSERT, UPDATE"),
        lookup_function(
            "purchasing_due_organizations()",
            "SETOF uuid",
            "SELECT DISTINCT l.organization_id FROM purchasing_letter l "
            "WHERE l.state = 'queued' AND l.next_try_at <= now()",
            reads=["purchasing_letter"],
        ),
    ]
