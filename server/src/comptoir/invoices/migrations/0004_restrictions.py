"""Names that the law keeps on documents for a time, and only for that: the database lets nothing else of one change."""

import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable

# A document is written once. What may change is one thing, once: the buyer goes, when the day has passed.
ONLY_FORGETS = """
    GRANT UPDATE (buyer_name, content, xml) ON invoices_document TO comptoir_app;
    CREATE FUNCTION invoices_only_forgets() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NEW.buyer_name = '' AND NEW.xml = '' AND NEW.content - 'buyer' = OLD.content - 'buyer'
            AND NOT EXISTS (SELECT 1 FROM jsonb_each_text(NEW.content -> 'buyer') WHERE value <> '')
            AND EXISTS (SELECT 1 FROM invoices_restriction r WHERE r.organization_id = OLD.organization_id
                AND r.document_id = OLD.id AND r.kept_until < current_date)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a document is written once';
    END $$;
    CREATE TRIGGER invoices_only_forgets BEFORE UPDATE ON invoices_document
        FOR EACH ROW EXECUTE FUNCTION invoices_only_forgets();
"""
BACK = """
    DROP TRIGGER invoices_only_forgets ON invoices_document;
    DROP FUNCTION invoices_only_forgets();
    REVOKE UPDATE (buyer_name, content, xml) ON invoices_document FROM comptoir_app;
"""


class Migration(migrations.Migration):
    dependencies = [("invoices", "0003_deposits")]
    operations = [
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organization_id", "document_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person", models.UUIDField()),
                ("kept_until", models.DateField()),
                ("restricted_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="invoices.document",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="platform.organization",
                    ),
                ),
            ],
            options={
                "db_table": "invoices_restriction",
                "indexes": [
                    models.Index(
                        condition=models.Q(("erased_at__isnull", True)), fields=["organization", "kept_until"],
                        name="restriction_due",
                    ),
                ],
            },
        ),
        ProtectTable("Restriction", rights="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(ONLY_FORGETS, BACK),
    ]  # fmt: skip
