"""Customers are found by the triples of their names, numbers, addresses and cards, a slip forgiven."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from comptoir.platform.protection import lookup_function
from comptoir.platform.searching import finder

BATCH = 2_000


def fold_all(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Customers from before; those who were erased have no words."""
    from comptoir.customers.words import folded

    customers = apps.get_model("customers", "Customer").objects.using(schema_editor.connection.alias)
    batch = []
    for row in customers.filter(erased_at__isnull=True).iterator(BATCH):
        row.folded = folded(row.name, row.phone, row.email, row.card)
        batch.append(row)
        if len(batch) == BATCH:
            customers.bulk_update(batch, ["folded"])
            batch = []
    customers.bulk_update(batch, ["folded"])


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_cards"), ("platform", "0008_triples")]
    operations = [
        migrations.AddField("customer", "folded", models.TextField(blank=True, db_default="", default="")),
        migrations.RunPython(fold_all, migrations.RunPython.noop),
        migrations.RemoveConstraint("customer", "customer_erased_is_empty"),
        migrations.AddConstraint(
            "customer",
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(
                    name="", phone="", email="", card="", folded="", credit_limit__isnull=True, group__isnull=True
                ),
                name="customer_erased_is_empty",
            ),
        ),
        migrations.RunSQL(
            """
            CREATE INDEX customer_by_triples ON customers_customer
                USING gin (comptoir_triples(organization_id, folded)) WITH (gin_pending_list_limit = 256)
            """,
            "DROP INDEX customer_by_triples",
        ),
        lookup_function(
            "customers_holding(organization uuid, questions jsonb, patterns text[], many integer)",
            "SETOF uuid",
            finder("customers_customer", "folded", but="r.erased_at IS NULL"),
            reads=["customers_customer"],
        ),
    ]
