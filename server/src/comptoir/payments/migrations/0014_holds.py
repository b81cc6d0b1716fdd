from django.db import migrations, models

KINDS = [
    ("payment", "Payment"),
    ("reversal", "Reversal"),
    ("refund", "Refund"),
    ("reserve", "Reserve"),
    ("increase", "Increase"),
    ("capture", "Capture"),
    ("release", "Release"),
    ("tip", "Tip"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0013_card_refunds"),
    ]

    operations = [
        migrations.AlterField(
            model_name="cardattempt",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=8),
        ),
        migrations.AlterField(
            model_name="terminalattempt",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=8),
        ),
        migrations.AddField(
            model_name="cardattempt",
            name="label",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="cardattempt",
            name="expires_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="cardattempt",
            index=models.Index(
                condition=models.Q(("kind", "reserve"), ("state", "approved")),
                fields=["organization", "-made_at"],
                name="card_attempt_holds",
            ),
        ),
    ]
