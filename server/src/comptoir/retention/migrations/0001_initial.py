"""Terms and runs."""

import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable, grant_table, lookup_function


def _organization() -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
        to="platform.organization",
    )  # fmt: skip


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("platform", "0010_tree"),
        ("identity", "0005_invitations"),
        ("papers", "0006_invitation_letter"),
        ("payments", "0012_code_payments"),
        ("links", "0002_links"),
        ("staff", "0009_time_corrections"),
    ]
    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person", models.UUIDField(null=True)),
                ("moment", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done"), ("cancelled", "Cancelled")],
                        default="running", max_length=9,
                    ),
                ),
                ("timer", models.TextField(blank=True, default="")),
                ("gone", models.JSONField(default=dict)),
                ("batches", models.IntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("organization", _organization()),
            ],
            options={
                "indexes": [models.Index(fields=["organization", "-moment"], name="retention_run_by_time")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")), fields=("organization",), name="retention_one_run"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organization_id", "kept", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kept", models.CharField(max_length=16)),
                ("amount", models.IntegerField()),
                ("person", models.UUIDField(null=True)),
                ("set_at", models.DateTimeField()),
                ("organization", _organization()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="retention_term_positive")
                ],
            },
        ),
        ProtectTable("Run", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Term", rights="SELECT, INSERT, UPDATE"),
        lookup_function(
            "retention_running_organizations()",
            "SETOF uuid",
            "SELECT organization_id FROM retention_run WHERE state = 'running' ORDER BY 1",
            reads=["retention_run"],
        ),
        # What timers take away that nobody took away before.
        *(
            grant_table(table, "DELETE")
            for table in (
                "identity_invitation", "links_link", "links_try", "papers_invitation_letter", "payments_card_attempt",
                "payments_card_attempt_event", "payments_terminal_attempt", "payments_tip_work",
                "staff_time_correction",
            )
        ),
    ]  # fmt: skip
