from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("payments", "0009_card_attempts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="cardattempt",
            index=models.Index(
                fields=["organization", "reverses"],
                name="card_attempt_reversals",
                condition=models.Q(("reverses__isnull", False)),
            ),
        ),
        migrations.AddIndex(
            model_name="cardattempt",
            index=models.Index(
                fields=["organization", "chain", "sequence"],
                name="card_attempt_by_entry",
                condition=models.Q(("chain__isnull", False)),
            ),
        ),
        migrations.AddIndex(
            model_name="cardattempt",
            index=models.Index(
                fields=["organization", "state"],
                name="card_attempt_unsettled",
                condition=models.Q(("chain__isnull", True), ("state__in", ("pending", "unknown", "approved"))),
            ),
        ),
    ]
