from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("payments", "0012_code_payments"),
    ]

    operations = [
        migrations.AlterField(
            model_name="cardattempt",
            name="kind",
            field=models.CharField(
                choices=[("payment", "Payment"), ("reversal", "Reversal"), ("refund", "Refund")], max_length=8
            ),
        ),
        migrations.AlterField(
            model_name="terminalattempt",
            name="kind",
            field=models.CharField(
                choices=[("payment", "Payment"), ("reversal", "Reversal"), ("refund", "Refund")], max_length=8
            ),
        ),
    ]
