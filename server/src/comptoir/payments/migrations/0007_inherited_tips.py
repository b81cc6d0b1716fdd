"""What tills offer as tips is an inherited setting (ADR 0034): what the shop decided becomes the organization's own."""

from django.db import migrations

_MOVE = """
    INSERT INTO platform_setting (organization_id, id, level, name, value)
    SELECT organization_id, gen_random_uuid(), 0, '{name}', {name} FROM payments_policy WHERE {name} <> '[]'::jsonb
"""
MOVE = [_MOVE.format(name=name) for name in ("tip_presets", "tip_amounts")]


class Migration(migrations.Migration):
    dependencies = [("platform", "0009_inherited_settings"), ("payments", "0006_tips_by_shift")]
    operations = [
        migrations.RunSQL("; ".join(MOVE), migrations.RunSQL.noop),
        migrations.RemoveField("paymentpolicy", "tip_presets"),
        migrations.RemoveField("paymentpolicy", "tip_amounts"),
    ]
