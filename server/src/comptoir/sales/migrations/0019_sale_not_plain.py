from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0018_sale_by_amount"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="sale",
            index=models.Index(
                condition=models.Q(("kind", "sale"), _negated=True),
                fields=["organization", "sold_at"],
                name="sale_not_plain_by_time",
            ),
        ),
    ]
