"""Changes of settings."""

import comptoir.kernel.identifiers
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable, lookup_function


class Migration(migrations.Migration):
    initial = True
    dependencies = [("platform", "0009_inherited_settings")]
    operations = [
        migrations.CreateModel(
            name="SettingChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("place", models.UUIDField(null=True)),
                ("values", models.JSONField()),
                ("before", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("started", "Started"),
                            ("withdrawn", "Withdrawn"),
                            ("failed", "Failed"),
                        ],
                        max_length=9,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("zone", models.TextField(blank=True)),
                ("person", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(null=True)),
                ("undoes", models.UUIDField(null=True)),
                *(
                    (
                        name,
                        models.ForeignKey(
                            db_constraint=False, db_index=False, null=name == "store",
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=f"platform.{name}",
                        ),
                    )
                    for name in ("organization", "store")
                ),
            ],
            options={
                "db_table": "shops_setting_change",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "planned")), fields=["starts_at"], name="setting_change_due"
                    ),
                    models.Index(fields=["organization", "-made_at"], name="setting_change_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["organization", "undoes"], name="setting_change_undone_once")
                ],
            },
        ),
        ProtectTable("SettingChange", rights="SELECT, INSERT, UPDATE"),
        lookup_function(
            "shops_due_organizations()",
            "SETOF uuid",
            "SELECT DISTINCT organization_id FROM shops_setting_change WHERE state = 'planned' AND starts_at <= now()",
            reads=["shops_setting_change"],
        ),
    ]
