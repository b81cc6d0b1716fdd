from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0017_chains"),
    ]

    operations = [
        migrations.AddField(
            model_name="chaintransfer",
            name="sender",
            field=models.CharField(blank=True, db_default="", default="", max_length=42),
        ),
        migrations.AddField(model_name="chaintransfer", name="returned_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="chaintransfer", name="returned_by", field=models.UUIDField(null=True)),
    ]
