"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("stock", "0001_initial"),
        ("platform", "0002_protect"),
        ("catalog", "0002_protect"),
    ]
    operations = [
        ProtectTable("Movement", rights="SELECT, INSERT"),
        ProtectTable("Level", rights="SELECT, INSERT, UPDATE, DELETE"),
    ]
