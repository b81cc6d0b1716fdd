"""Keys that start with the organization, row-level security and rights. What was done with a safe is only added to."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [("accounting", "0003_safe")]
    operations = [
        ProtectTable("SafeMovement", rights="SELECT, INSERT"),
        ProtectTable("TerminalTotal"),
    ]
