import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable

# What sealed sales stated before, as the page of codes read it: what a promotion took leads to its sales.
FILL = """
    INSERT INTO sales_coupon_use (organization_id, code, entry_id)
    SELECT DISTINCT made.organization_id, made.code, stated.id
    FROM (
        SELECT e.organization_id, e.id,
            jsonb_array_elements_text(convert_from(e.content, 'UTF8')::jsonb -> 'body' -> 'coupons') AS code
        FROM (
            SELECT DISTINCT p.organization_id, p.sale_id FROM sales_line_promotion p
            WHERE p.promotion IN (SELECT c.promotion FROM catalog_coupon_code c WHERE c.organization_id = p.organization_id)
        ) taken
        JOIN sales_entry e ON e.organization_id = taken.organization_id AND e.id = taken.sale_id
    ) stated
    JOIN catalog_coupon_code made ON made.organization_id = stated.organization_id AND made.code = stated.code
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0009_coupon_codes'),
        ('platform', '0004_store_day'),
        ('sales', '0010_returned_goods'),
    ]

    operations = [
        migrations.CreateModel(
            name='CouponUse',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'code', 'entry_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=64)),
                ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sales.entry')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'db_table': 'sales_coupon_use',
            },
        ),
        ProtectTable("CouponUse", rights="SELECT, INSERT"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
