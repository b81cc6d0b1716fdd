from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0011_bottle_deposits'),
    ]

    operations = [
        migrations.AddField(
            model_name='scalelabel',
            name='position',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='scalelabel',
            name='ended_position',
            field=models.BigIntegerField(null=True),
        ),
        migrations.RemoveConstraint(model_name='scalelabel', name='scale_label_once'),
        migrations.AddConstraint(
            model_name='scalelabel',
            constraint=models.UniqueConstraint(
                condition=models.Q(('ended_position__isnull', True)),
                fields=('organization', 'store', 'prefix'),
                name='scale_label_once',
                nulls_distinct=False,
            ),
        ),
        # A row that is taken off the table ends; what was printed by it stays explained.
        migrations.RunSQL(
            "GRANT UPDATE (ended_position) ON catalog_scalelabel TO comptoir_app",
            "REVOKE UPDATE (ended_position) ON catalog_scalelabel FROM comptoir_app",
        ),
    ]
