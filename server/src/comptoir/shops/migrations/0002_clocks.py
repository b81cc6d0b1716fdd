"""A planned change may start by each store's own clock: it begins in some stores before it counts at its place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="settingchange",
            name="wall",
            field=models.TextField(blank=True, default="", db_default=""),
        ),
        migrations.AddField(
            model_name="settingchange",
            name="begun",
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
