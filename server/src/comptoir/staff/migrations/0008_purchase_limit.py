from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0007_own_pin'),
    ]

    operations = [
        migrations.AddField(
            model_name='policy',
            name='purchase_limit',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(('purchase_limit__gte', 0)), name='policy_purchase_positive'),
        ),
    ]
