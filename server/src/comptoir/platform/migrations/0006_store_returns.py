from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0005_store_begins")]
    operations = [
        migrations.AddField("store", "returns_days", models.SmallIntegerField(db_default=30, default=30)),
        migrations.AddField("store", "returns_in_cash", models.BooleanField(db_default=False, default=False)),
    ]
