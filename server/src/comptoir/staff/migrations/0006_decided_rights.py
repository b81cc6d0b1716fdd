from django.db import migrations, models

# What every role had to say something about from the first day on; what it holds beside was given by somebody.
FILL = """
    UPDATE staff_role SET decided = (
        SELECT jsonb_agg(DISTINCT known.code ORDER BY known.code) FROM (
            SELECT unnest(ARRAY[
                'discount', 'refund', 'void', 'no_sale', 'cash_in', 'cash_out', 'open_day', 'close_day', 'x_report',
                'see_expected', 'see_others', 'training'
            ]) AS code UNION SELECT jsonb_object_keys(staff_role.rights)
        ) known
    )
"""


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0005_sign_in_note'),
    ]

    operations = [
        migrations.AddField(
            model_name='role',
            name='decided',
            field=models.JSONField(default=list),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
