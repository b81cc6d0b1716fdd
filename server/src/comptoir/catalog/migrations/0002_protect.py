"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("platform", "0002_protect"),
        ("tax", "0002_protect"),
    ]
    operations = [
        ProtectTable("Category"),
        ProtectTable("Product", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Item", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Barcode"),
        ProtectTable("Price", rights="SELECT, INSERT"),
        ProtectTable("FeedRow", rights="SELECT, INSERT"),
        ProtectTable("Chunk", rights="SELECT, INSERT, DELETE"),
        ProtectTable("Snapshot", rights="SELECT, INSERT, DELETE"),
    ]
