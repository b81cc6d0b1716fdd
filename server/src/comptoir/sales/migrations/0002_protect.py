"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0001_initial"),
        ("platform", "0002_protect"),
        ("tills", "0002_protect"),
        ("catalog", "0002_protect"),
    ]
    operations = [
        ProtectTable("Entry", rights="SELECT, INSERT"),
        ProtectTable("Sale", rights="SELECT, INSERT"),
        ProtectTable("Line", rights="SELECT, INSERT"),
        ProtectTable("TaxSubtotal", rights="SELECT, INSERT"),
        ProtectTable("Tender", rights="SELECT, INSERT"),
        ProtectTable("Session", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Discrepancy", rights="SELECT, INSERT"),
        ProtectTable("Quarantine", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Incident", rights="SELECT, INSERT, UPDATE"),
    ]
