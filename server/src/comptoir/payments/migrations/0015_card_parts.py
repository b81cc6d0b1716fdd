from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0014_holds"),
    ]

    operations = [
        migrations.AddField(
            model_name="cardattempt",
            name="approved",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="cardattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved__isnull", True),
                    models.Q(("approved__gt", 0), ("approved__lt", models.F("amount"))),
                    _connector="OR",
                ),
                name="card_attempt_part",
            ),
        ),
    ]
