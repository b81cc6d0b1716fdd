"""Keys that start with the organization, row-level security and rights. What was closed is only added to."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [("accounting", "0007_closings")]
    operations = [
        ProtectTable("Closing", rights="SELECT, INSERT"),
        ProtectTable("ClosedDay", rights="SELECT, INSERT"),
        ProtectTable("Reopening", rights="SELECT, INSERT"),
    ]
