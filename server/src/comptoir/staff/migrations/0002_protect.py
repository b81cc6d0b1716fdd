"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_initial"),
        ("platform", "0002_protect"),
        ("identity", "0002_protect"),
        ("tills", "0002_protect"),
    ]
    operations = [
        ProtectTable("Role"),
        ProtectTable("Post"),
        ProtectTable("Policy", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Secret"),
    ]
