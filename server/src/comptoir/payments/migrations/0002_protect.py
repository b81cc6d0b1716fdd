"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_initial"),
    ]
    operations = [
        ProtectTable("TenderKind", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("TenderRevision", rights="SELECT, INSERT"),
        ProtectTable("ExchangeRate", rights="SELECT, INSERT"),
        ProtectTable("PaymentPolicy", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Voucher", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("VoucherMovement", rights="SELECT, INSERT"),
        ProtectTable("VoucherHold"),
    ]
