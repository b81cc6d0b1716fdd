"""Keys that start with the organization, row-level security, rights: a document is never changed and never deleted."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("invoices", "0001_initial"),
        ("platform", "0002_protect"),
        ("sales", "0002_protect"),
    ]
    operations = [
        ProtectTable("Issuer", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Series", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Document", rights="SELECT, INSERT"),
    ]
