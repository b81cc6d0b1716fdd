from django.db import migrations

# How many a pack holds was never changed before, so all its versions say the same; one that has none begins with its
# first price.
TELL = """
    UPDATE catalog_goods_version v SET document = v.document || jsonb_build_object('pack', t.pack_count)
    FROM catalog_item_traits t
    WHERE t.organization_id = v.organization_id AND t.item_id = v.subject AND t.pack_count IS NOT NULL
"""
BEGIN = """
    INSERT INTO catalog_goods_version (id, organization_id, subject, position, document)
    SELECT gen_random_uuid(), t.organization_id, t.item_id, coalesce(min(p.position), 0), jsonb_build_object(
        'bundle', t.bundle, 'modifiers', coalesce(nullif(t.modifiers, '[]'), family.modifiers, '[]'),
        'restriction', coalesce(nullif(t.restriction, ''), family.restriction, ''), 'pack', t.pack_count)
    FROM catalog_item_traits t
    LEFT JOIN catalog_item_traits family ON family.organization_id = t.organization_id
        AND family.item_id = t.parent_id
    LEFT JOIN catalog_price p ON p.organization_id = t.organization_id AND p.item_id = t.item_id
    WHERE t.pack_count IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM catalog_goods_version v
        WHERE v.organization_id = t.organization_id AND v.subject = t.item_id
    )
    GROUP BY t.organization_id, t.item_id, t.bundle, t.modifiers, t.restriction, t.pack_count, family.modifiers,
        family.restriction
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0013_category_ended'),
    ]

    operations = [
        migrations.RunSQL(TELL, migrations.RunSQL.noop),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
