from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0004_protect_note"),
    ]

    operations = [
        migrations.AddField(
            model_name="publicpage",
            name="channels",
            field=models.TextField(blank=True, default=""),
        ),
    ]
