import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable, lookup_function


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0004_inquiries"),
        ("platform", "0006_store_returns"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailing",
            fields=[
                ("id", models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ("report", models.CharField(max_length=40)),
                ("form", models.CharField(max_length=8)),
                ("rhythm", models.CharField(choices=[("day", "Day"), ("week", "Week"), ("month", "Month")], max_length=5)),
                ("hour", models.SmallIntegerField()),
                ("compare", models.CharField(blank=True, default="", max_length=8)),
                ("address", models.TextField()),
                ("language", models.CharField(max_length=2)),
                ("person", models.UUIDField(null=True)),
                ("next_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("attempts", models.IntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("code", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
                ("organization", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="platform.organization")),
                ("store", models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="platform.store")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("ended_at__isnull", True)), fields=["next_at"], name="mailing_due")],
                "constraints": [models.CheckConstraint(condition=models.Q(("hour__gte", 0), ("hour__lte", 23)), name="mailing_hour")],
            },
        ),
        ProtectTable("Mailing", rights="SELECT, INSERT, UPDATE"),
        lookup_function(
            "insights_mailing_organizations()",
            "SETOF uuid",
            "SELECT DISTINCT m.organization_id FROM insights_mailing m WHERE m.ended_at IS NULL AND m.next_at <= now()",
            reads=["insights_mailing"],
        ),
    ]
