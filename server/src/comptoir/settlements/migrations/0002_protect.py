"""Keys that start with the organization, row-level security and rights. What somebody noted is only added to."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [("settlements", "0001_initial")]
    operations = [
        ProtectTable("SettlementFile", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("SettlementLine", rights="SELECT, INSERT, DELETE"),
        ProtectTable("BankMovement", rights="SELECT, INSERT, DELETE"),
        ProtectTable("SettledNote", rights="SELECT, INSERT"),
    ]
