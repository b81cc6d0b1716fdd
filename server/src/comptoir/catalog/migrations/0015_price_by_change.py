from django.db import migrations, models


class Migration(migrations.Migration):
    """Tills without a line ask which prices were raised of late."""

    dependencies = [("catalog", "0014_pack_counts")]

    operations = [
        migrations.AddIndex("price", models.Index(fields=["organization", "changed_at"], name="price_by_change")),
    ]
