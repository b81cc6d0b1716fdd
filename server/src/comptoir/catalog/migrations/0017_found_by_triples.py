"""Items are found by the triples of their names, a slip forgiven, and counted by an index."""

from django.db import migrations, models

from comptoir.platform.protection import lookup_function
from comptoir.platform.searching import finder
from comptoir.platform.tenancy import WRITABLE

# In the order of the list, from a place in it: row-level security would judge each row of the table.
IN_ORDER = f"""
    SELECT r.id FROM catalog_item r
    WHERE r.organization_id = organization AND {WRITABLE.format(column="organization")}
      AND comptoir_triples(r.organization_id, r.folded) @> comptoir_hashed(organization, triples)
      AND r.folded LIKE ALL (patterns) AND r.is_archived = archived
      AND (after_folded IS NULL OR (r.folded, r.id) > (after_folded, after_item))
      AND (category IS NULL OR EXISTS (
          SELECT 1 FROM catalog_product p
          WHERE p.organization_id = r.organization_id AND p.id = r.product_id AND p.category_id = category))
    ORDER BY r.folded || '', r.id LIMIT many
"""  # noqa: S608  # names of ours


class Migration(migrations.Migration):
    dependencies = [("catalog", "0016_net_content"), ("platform", "0008_triples")]
    operations = [
        migrations.AddIndex(
            "item",
            models.Index(fields=["organization", "id"], name="item_on_sale", condition=models.Q(is_archived=False)),
        ),
        migrations.RunSQL(
            """
            CREATE INDEX item_by_triples ON catalog_item USING gin (comptoir_triples(organization_id, folded))
                WITH (gin_pending_list_limit = 256)
            """,
            "DROP INDEX item_by_triples",
        ),
        lookup_function(
            "catalog_items_holding(organization uuid, questions jsonb, patterns text[], archived boolean, many integer)",
            "SETOF uuid",
            finder("catalog_item", "folded", but="r.is_archived = archived"),
            reads=["catalog_item"],
        ),
        lookup_function(
            "catalog_items_in_order(organization uuid, triples jsonb, patterns text[], archived boolean, category uuid, "
            "after_folded text, after_item uuid, many integer)",
            "SETOF uuid",
            IN_ORDER,
            reads=["catalog_item", "catalog_product"],
        ),
    ]
