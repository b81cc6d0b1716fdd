"""Keys that start with the organization, row-level security and rights. What was archived is only added to."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable, grant_table


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0003_archives"),
        ("tills", "0002_protect"),
    ]
    operations = [
        ProtectTable("Archive", rights="SELECT, INSERT"),
        ProtectTable("ArchivedChain", rights="SELECT, INSERT"),
        ProtectTable("Sending", rights="SELECT, INSERT, UPDATE"),
        grant_table("fiscal_data_pack", "SELECT, INSERT"),
    ]
