import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable

# What stands now was said at the newest position: entries from before it are not judged by it.
FIRST_VERSIONS = """
    WITH newest AS (
        SELECT o.id AS organization_id,
            coalesce((SELECT max(position) FROM catalog_feed f WHERE f.organization_id = o.id), 0) AS position
        FROM platform_organization o
    ), said AS (
        SELECT t.organization_id, t.item_id AS subject, jsonb_build_object(
            'bundle', t.bundle,
            'modifiers', coalesce(nullif(t.modifiers, '[]'), family.modifiers, '[]'),
            'restriction', coalesce(nullif(t.restriction, ''), family.restriction, '')) AS document
        FROM catalog_item_traits t
        LEFT JOIN catalog_item_traits family ON family.organization_id = t.organization_id
            AND family.item_id = t.parent_id
        UNION ALL
        SELECT organization_id, id, jsonb_build_object('shelf', restriction)
        FROM catalog_category WHERE restriction <> ''
        UNION ALL
        SELECT organization_id, organization_id, jsonb_build_object('rules', jsonb_agg(jsonb_build_object(
            'store', store_id, 'code', code, 'age', age, 'closed', closed)))
        FROM catalog_restriction GROUP BY organization_id
    )
    INSERT INTO catalog_goods_version (id, organization_id, subject, position, document)
    SELECT gen_random_uuid(), said.organization_id, said.subject, newest.position, said.document
    FROM said JOIN newest USING (organization_id)
    WHERE said.document <> '{"bundle": [], "modifiers": [], "restriction": ""}'
"""

# Menus have a line and a price of their own now; the promotions on the sets of their parts end.
END_PROMOTIONS = """
    CREATE TEMPORARY TABLE ending ON COMMIT DROP AS
    SELECT standing.organization_id, standing.rule, standing.document,
        coalesce((SELECT max(position) FROM catalog_feed f WHERE f.organization_id = standing.organization_id), 0)
            + row_number() OVER (PARTITION BY standing.organization_id ORDER BY standing.rule) AS position
    FROM (
        SELECT DISTINCT ON (organization_id, rule) organization_id, rule, document, is_ended
        FROM catalog_promotion ORDER BY organization_id, rule, position DESC
    ) standing
    JOIN catalog_item_traits t ON t.organization_id = standing.organization_id AND t.item_id = standing.rule
        AND t.bundle <> '[]'
    WHERE NOT standing.is_ended;
    INSERT INTO catalog_feed (organization_id, position, kind, subject, changed_at)
    SELECT organization_id, position, 'rules', rule, now() FROM ending;
    INSERT INTO catalog_promotion (id, organization_id, rule, position, document, is_ended, changed_at)
    SELECT gen_random_uuid(), organization_id, rule, position, document, true, now() FROM ending;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0009_coupon_codes'),
    ]

    operations = [
        migrations.CreateModel(
            name='GoodsVersion',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject', models.UUIDField()),
                ('position', models.BigIntegerField()),
                ('document', models.JSONField()),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'db_table': 'catalog_goods_version',
                'constraints': [models.UniqueConstraint(fields=('organization', 'subject', 'position'), name='goods_version_once')],
            },
        ),
        migrations.RunSQL(FIRST_VERSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(END_PROMOTIONS, migrations.RunSQL.noop),
        ProtectTable("GoodsVersion", rights="SELECT, INSERT"),
    ]
