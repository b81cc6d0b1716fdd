"""Links that tills make and take into sales."""

from django.db import migrations, models

STATES = [("open", "Open"), ("paid", "Paid"), ("cancelled", "Cancelled"), ("taken", "Taken")]


class Migration(migrations.Migration):
    dependencies = [("links", "0002_links")]
    operations = [
        migrations.AlterField("link", "state", models.CharField(choices=STATES, default="open", max_length=9)),
        migrations.AddField("link", "till", models.UUIDField(null=True)),
        migrations.AddField("link", "parked", models.UUIDField(null=True)),
        migrations.AddField("link", "lines", models.JSONField(default=list)),
        migrations.AddField("link", "allows_tips", models.BooleanField(default=False)),
        migrations.AddField("link", "is_held", models.BooleanField(default=False)),
        migrations.AddField("link", "version", models.IntegerField(default=1)),
        migrations.AddField("link", "taken_by", models.UUIDField(null=True)),
        migrations.AddField("link", "taken_at", models.DateTimeField(null=True)),
        migrations.AddField("link", "settled_at", models.DateTimeField(null=True)),
        migrations.AddField("link", "step", models.BigIntegerField(default=0)),
        migrations.AddField("linktry", "tip", models.BigIntegerField(default=0)),
        migrations.AddIndex(
            "link",
            models.Index(
                condition=models.Q(("settled_at__isnull", True), ("till__isnull", False)),
                fields=["organization", "store"],
                name="link_at_tills",
            ),
        ),
    ]
