"""Keys that start with the organization, row-level security and rights. What expired is only added to."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [("accounting", "0005_breakage")]
    operations = [ProtectTable("Breakage", rights="SELECT, INSERT")]
