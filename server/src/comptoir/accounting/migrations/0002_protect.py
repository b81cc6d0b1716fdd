"""Keys that start with the organization, row-level security and rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounting", "0001_initial"),
        ("platform", "0002_protect"),
    ]
    operations = [
        ProtectTable("Books"),
        ProtectTable("OwnAccount"),
    ]
