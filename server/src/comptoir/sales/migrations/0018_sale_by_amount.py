"""A receipt is found by its amount."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sales", "0017_line_labels")]
    operations = [
        migrations.AddIndex(
            "sale", models.Index(fields=["organization", "gross", "sold_at"], name="sale_by_amount")
        ),
    ]
