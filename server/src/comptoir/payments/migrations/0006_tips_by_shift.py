from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_orders")]
    operations = [
        migrations.AlterField(
            model_name="paymentpolicy",
            name="tip_pooling",
            field=models.CharField(
                choices=[
                    ("equal", "Equal"), ("hours", "Hours"), ("sales", "Sales"), ("points", "Points"),
                    ("shift", "Shift"), ("own", "Own"),
                ],
                default="equal",
                max_length=8,
            ),
        ),
    ]
