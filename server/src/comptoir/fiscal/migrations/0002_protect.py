"""Keys that start with the organization, row-level security and rights. What was stated is only added to."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0001_initial"),
        ("platform", "0002_protect"),
    ]
    operations = [
        ProtectTable("Fact", rights="SELECT, INSERT"),
        ProtectTable("TillDocument"),
    ]
