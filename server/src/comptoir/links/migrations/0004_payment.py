"""What a provider calls a payment that came by a link: by that name it goes back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("links", "0003_counter")]
    operations = [
        migrations.AddField(
            "linktry", "payment", models.CharField(blank=True, db_default="", default="", max_length=80)
        ),
    ]  # fmt: skip
