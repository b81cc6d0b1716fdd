from django.db import migrations, models

STANDINGS = [("waiting", "Waiting"), ("confirmed", "Confirmed"), ("refused", "Refused")]


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0015_card_parts"),
    ]

    operations = [
        migrations.AddField(
            model_name="cardattempt",
            name="offline",
            field=models.CharField(blank=True, choices=STANDINGS, db_default="", default="", max_length=9),
        ),
        migrations.AddField(model_name="cardattempt", name="offline_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="cardattempt", name="offline_by", field=models.UUIDField(null=True)),
        migrations.AddIndex(
            model_name="cardattempt",
            index=models.Index(
                condition=models.Q(("offline__in", ("waiting", "refused"))),
                fields=["organization", "offline"],
                name="card_attempt_offline",
            ),
        ),
    ]
