import django.db.models.deletion
from django.db import migrations, models

import comptoir.kernel.identifiers
from comptoir.platform.protection import ProtectTable

ORGANIZATION = models.ForeignKey(
    db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
    to="platform.organization",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("tills", "0006_held_sequence")]

    operations = [
        migrations.CreateModel(
            name="OfficeEntry",
            fields=[
                ("id", models.UUIDField(
                    default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False
                )),
                ("sequence", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("name", models.TextField(blank=True)),
                ("digest", models.BinaryField()),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("organization", ORGANIZATION),
            ],
            options={
                "db_table": "tills_office_entry",
                "indexes": [models.Index(fields=["organization", "kind", "sequence"], name="office_by_kind")],
                "constraints": [
                    models.UniqueConstraint(fields=["organization", "sequence"], name="office_sequence_once"),
                    models.UniqueConstraint(
                        fields=["organization", "kind", "name"], name="office_name_once",
                        condition=models.Q(("name", ""), _negated=True),
                    ),
                ],
            },
        ),
        ProtectTable("OfficeEntry", rights="SELECT, INSERT"),
    ]  # fmt: skip
