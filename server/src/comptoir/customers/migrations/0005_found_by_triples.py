"""Customers are found by the triples of their names, numbers, addresses and cards, a slip forgiven."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from comptoir.platform.protection import lookup_function
from comptoir.platform.searching import finder

BATCH = 5_000
FOLD = """
    UPDATE customers_customer c SET folded = f.folded
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS f(organization, id, folded)
    WHERE c.organization_id = f.organization AND c.id = f.id
"""


def fold_all(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Customers from before; those who were erased have no words."""
    from comptoir.customers.words import folded

    customers = apps.get_model("customers", "Customer").objects.using(schema_editor.connection.alias)
    known = list(
        customers.filter(erased_at__isnull=True).values_list(
            "organization_id", "id", "name", "phone", "email", "card"
        )
    )
    with schema_editor.connection.cursor() as cursor:
        for start in range(0, len(known), BATCH):
            batch = known[start : start + BATCH]
            organizations, keys, *_ = zip(*batch, strict=True)
            words = [folded(*row[2:]) for row in batch]
            cursor.execute(FOLD, [list(organizations), list(keys), words])


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
