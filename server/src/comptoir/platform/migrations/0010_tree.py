"""The tree over each organization's log, and its signed head."""

import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [("platform", "0009_inherited_settings")]

    operations = [
        migrations.CreateModel(
            name="TreeHead",
            fields=[
                ("organization", models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", serialize=False, to="platform.organization")),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
            options={"db_table": "platform_tree_head"},
        ),
        migrations.CreateModel(
            name="TreeTile",
            fields=[
                ("pk", models.CompositePrimaryKey("organization_id", "level", "number", blank=True, editable=False, primary_key=True, serialize=False)),
                ("level", models.SmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("hashes", models.BinaryField()),
                ("organization", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="platform.organization")),
            ],
            options={"db_table": "platform_tree_tile"},
        ),
        migrations.AddIndex("logrow", models.Index(fields=["organization", "subject"], name="log_by_subject")),
        ProtectTable("TreeHead", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("TreeTile", rights="SELECT, INSERT, UPDATE"),
    ]
