"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0008_tenders"),
    ]
    operations = [
        ProtectTable("TenderDetail", rights="SELECT, INSERT"),
        ProtectTable("Tip", rights="SELECT, INSERT"),
    ]
