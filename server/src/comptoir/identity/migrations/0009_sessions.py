"""Sessions in a table of our own, and links for a forgotten password. Who is signed in signs in again, once."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comptoir.kernel.identifiers
from comptoir.platform.protection import grant_table

RIGHTS = "SELECT, INSERT, UPDATE, DELETE"
TABLES = ("identity_session", "identity_password_wish", "identity_password_reset")


class Migration(migrations.Migration):
    dependencies = [("identity", "0008_auditor")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key")),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("number", models.UUIDField(db_index=True, default=uuid.uuid4)),
                ("user", models.UUIDField(db_index=True, null=True)),
                ("browser", models.TextField(default="")),
                ("place", models.CharField(default="", max_length=8)),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField()),
            ],
            options={"db_table": "identity_session"},
        ),
        migrations.CreateModel(
            name="PasswordWish",
            fields=[
                ("id", models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("language", models.CharField(max_length=2)),
                ("origin", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
            ],
            options={"db_table": "identity_password_wish"},
        ),
        migrations.CreateModel(
            name="PasswordReset",
            fields=[
                ("id", models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ("code_hash", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={"db_table": "identity_password_reset"},
        ),
        *(grant_table(table, RIGHTS) for table in TABLES),
    ]
