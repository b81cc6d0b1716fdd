"""Invoices of deposits (UNTDID 1001 code 386), in a series of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoices", "0002_protect")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[("invoice", "Invoice"), ("prepayment", "Prepayment"), ("credit_note", "Credit Note")],
                max_length=11,
            ),
        ),
        migrations.RemoveConstraint(model_name="document", name="document_kind_fits"),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects__isnull", True), ("kind__in", ["invoice", "prepayment"])),
                    models.Q(("corrects__isnull", False), ("kind", "credit_note")),
                    _connector="OR",
                ),
                name="document_kind_fits",
            ),
        ),
    ]
