from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0014_told'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='act',
            index=models.Index(condition=models.Q(('deed', 'refund_without_receipt')), fields=['organization', 'store', 'cashier', 'happened_at'], name='act_returns_of_person'),
        ),
        migrations.AddIndex(
            model_name='act',
            index=models.Index(condition=models.Q(('deed', 'staff_purchase')), fields=['organization', 'other', 'happened_at'], name='act_purchases_of_person'),
        ),
    ]
