"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [("papers", "0003_note")]
    operations = [ProtectTable("Note", rights="SELECT, INSERT, UPDATE")]
