"""How tips are shared is inherited like what tills offer (ADR 0034): the shop's rule becomes the organization's own."""

from django.db import migrations

MOVE = """
    INSERT INTO platform_setting (organization_id, id, level, name, value)
    SELECT organization_id, gen_random_uuid(), 0, 'tip_pooling', to_jsonb(tip_pooling)
    FROM payments_policy WHERE tip_pooling <> 'equal'
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0009_inherited_settings"), ("payments", "0007_inherited_tips")]
    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveField("paymentpolicy", "tip_pooling"),
    ]
