"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0003_acts"),
    ]
    operations = [
        ProtectTable("Act", rights="SELECT, INSERT"),
    ]
