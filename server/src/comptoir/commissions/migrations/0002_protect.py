"""Keys that start with the organization, row-level security and rights. What was kept is only added to."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [("commissions", "0001_initial")]
    operations = [
        ProtectTable("Rule", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Period", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Kept", rights="SELECT, INSERT"),
    ]
