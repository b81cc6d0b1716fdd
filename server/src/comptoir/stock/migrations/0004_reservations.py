"""What is kept aside for customers, and when goods were last counted."""

import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("stock", "0003_flows"),
        ("catalog", "0002_protect"),
        ("platform", "0002_protect"),
    ]

    operations = [
        migrations.AddField(model_name="level", name="counted_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organization_id", "document", "line",
                        blank=True, editable=False, primary_key=True, serialize=False,
                    ),
                ),
                ("document", models.UUIDField()),
                ("line", models.IntegerField()),
                ("quantity_milli", models.BigIntegerField()),
                ("until", models.DateField(null=True)),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="catalog.item",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="platform.organization",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="platform.store",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organization", "item", "store"], name="reservation_by_item")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity_milli__gt", 0)), name="reservation_is_something"
                    )
                ],
            },
        ),
        ProtectTable("Reservation", rights="SELECT, INSERT, UPDATE, DELETE"),
    ]  # fmt: skip
