import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0002_protect"),
        ("platform", "0005_store_begins"),
        ("sales", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organization_id", "entry_id", "number", blank=True, editable=False, primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.IntegerField()),
                ("commitment", models.BinaryField(max_length=32)),
                ("salt", models.BinaryField(max_length=16)),
                ("text", models.TextField(blank=True)),
                ("kept_at", models.DateTimeField(db_default=Now())),
                ("erased_at", models.DateTimeField(null=True)),
                ("erased_by", models.UUIDField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="sales.entry",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="platform.organization",
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("organization", "commitment"), name="note_commitment_unique")]},
        ),
    ]
