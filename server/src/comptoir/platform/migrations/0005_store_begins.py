from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0004_store_day")]
    operations = [
        migrations.AddField("store", "first_tab", models.CharField(default="articles", max_length=8)),
        migrations.AddField("store", "training_only", models.CharField(blank=True, default="", max_length=24)),
    ]
