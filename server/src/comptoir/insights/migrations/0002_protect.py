"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable

TABLES = ("SessionDay", "SalesHour", "ItemDay", "ItemMonth", "TaxDay", "TenderDay", "ListDay", "DeedDay")


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0001_initial"),
        ("platform", "0002_protect"),
    ]
    operations = [ProtectTable(table) for table in TABLES]
