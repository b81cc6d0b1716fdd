"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("tax", "0001_initial"),
        ("platform", "0002_protect"),
    ]
    operations = [
        ProtectTable("TaxClass"),
        ProtectTable("TaxRate"),
    ]
