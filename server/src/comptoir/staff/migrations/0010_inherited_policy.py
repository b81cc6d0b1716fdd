"""When a till locks itself, from which difference on a count needs a reason, and the note of the PIN are inherited
settings (ADR 0034): what the shop decided becomes the organization's own value.
"""

from django.db import migrations

MOVE = [
    "INSERT INTO platform_setting (organization_id, id, level, name, value) "
    "SELECT organization_id, gen_random_uuid(), 0, 'lock_after_s', to_jsonb(lock_after_s) FROM staff_policy "
    "WHERE lock_after_s <> 0",
    "INSERT INTO platform_setting (organization_id, id, level, name, value) "
    "SELECT organization_id, gen_random_uuid(), 0, 'difference_limit', to_jsonb(difference_limit) FROM staff_policy "
    "WHERE difference_limit IS NOT NULL",
    "INSERT INTO platform_setting (organization_id, id, level, name, value) "
    "SELECT organization_id, gen_random_uuid(), 0, 'sign_in_note', to_jsonb(sign_in_note) FROM staff_policy "
    "WHERE sign_in_note <> ''",
]


class Migration(migrations.Migration):
    dependencies = [("platform", "0009_inherited_settings"), ("staff", "0009_time_corrections")]
    operations = [
        migrations.RunSQL("; ".join(MOVE), migrations.RunSQL.noop),
        migrations.RemoveConstraint("policy", "policy_lock_positive"),
        migrations.RemoveConstraint("policy", "policy_limit_positive"),
        migrations.RemoveField("policy", "lock_after_s"),
        migrations.RemoveField("policy", "difference_limit"),
        migrations.RemoveField("policy", "sign_in_note"),
    ]
