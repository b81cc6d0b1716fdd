"""The ledger of consents: rows are only added, whoever writes."""

import comptoir.kernel.identifiers
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable

# The application's role may not; this holds for the owner's, too, as long as nobody takes it away.
ONLY_ADDED = """
    CREATE FUNCTION customers_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'consents are only added';
    END $$;
    CREATE TRIGGER customers_only_added BEFORE UPDATE OR DELETE ON customers_consent
        FOR EACH ROW EXECUTE FUNCTION customers_only_added();
    CREATE TRIGGER customers_only_added BEFORE UPDATE OR DELETE ON customers_consent_text
        FOR EACH ROW EXECUTE FUNCTION customers_only_added();
"""
BACK = """
    DROP TRIGGER customers_only_added ON customers_consent_text;
    DROP TRIGGER customers_only_added ON customers_consent;
    DROP FUNCTION customers_only_added();
"""
ORGANIZATION = (
    "organization",
    models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
        to="platform.organization",
    ),
)  # fmt: skip
NOW = django.db.models.functions.datetime.Now()


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_found_by_triples")]
    operations = [
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organization_id", "digest", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.BinaryField(max_length=32)),
                ("version", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=2)),
                ("text", models.TextField()),
                ("kept_at", models.DateTimeField(db_default=NOW)),
                ORGANIZATION,
            ],
            options={"db_table": "customers_consent_text"},
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("news", "News"), ("loyalty", "Loyalty"), ("profiling", "Profiling")], max_length=9
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "Email"), ("sms", "Sms"), ("post", "Post"), ("phone", "Phone"), ("none", "None"),
                        ],
                        max_length=5,
                    ),
                ),
                ("is_given", models.BooleanField()),
                ("text", models.BinaryField(max_length=32, null=True)),
                (
                    "place",
                    models.CharField(
                        choices=[("till", "Till"), ("office", "Office"), ("web", "Web"), ("import", "Import")],
                        max_length=6,
                    ),
                ),
                ("till", models.UUIDField(null=True)),
                ("person", models.UUIDField(null=True)),
                ("proof", models.TextField(blank=True, db_default="", default="")),
                ("happened_at", models.DateTimeField()),
                ("noted_at", models.DateTimeField(db_default=NOW)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="customers.customer",
                    ),
                ),
                ORGANIZATION,
            ],
            options={
                "db_table": "customers_consent",
                "indexes": [
                    models.Index(fields=["organization", "customer", "happened_at"], name="consent_by_customer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_given", False), ("text__isnull", False), models.Q(("proof", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consent_is_proved",
                    ),
                ],
            },
        ),
        ProtectTable("ConsentText", rights="SELECT, INSERT"),
        ProtectTable("Consent", rights="SELECT, INSERT"),
        migrations.RunSQL(ONLY_ADDED, BACK),
    ]  # fmt: skip
