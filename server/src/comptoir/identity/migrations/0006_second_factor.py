"""A code from an app after the password, the roles that need one, and roles that are held in some stores only."""

import comptoir.kernel.identifiers
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable, grant_table, lookup_function

MEMBERS_OF = """
    SELECT m.organization_id, m.role::text, m.stores, coalesce(p.strict_roles ? m.role::text, false)
    FROM identity_membership m LEFT JOIN identity_sign_in_policy p ON p.organization_id = m.organization_id
    WHERE m.user_id = person ORDER BY m.id
"""

class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0005_invitations'),
        ('platform', '0007_audit_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('secret', models.BinaryField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('last_step', models.BigIntegerField(default=0)),
                ('tries', models.SmallIntegerField(default=0)),
                ('locked_until', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'identity_second_factor',
            },
        ),
        migrations.CreateModel(
            name='SignInPolicy',
            fields=[
                ('organization', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='platform.organization')),
                ('strict_roles', models.JSONField(default=list)),
            ],
            options={
                'db_table': 'identity_sign_in_policy',
            },
        ),
        migrations.AddField(
            model_name='invitation',
            name='stores',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
        ),
        migrations.AddField(
            model_name='membership',
            name='stores',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('code_hash', models.BinaryField()),
                ('used_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'identity_recovery_code',
            },
        ),
        ProtectTable("SignInPolicy", rights="SELECT, INSERT, UPDATE"),
        grant_table("identity_second_factor", "SELECT, INSERT, UPDATE, DELETE"),
        grant_table("identity_recovery_code", "SELECT, INSERT, UPDATE, DELETE"),
        lookup_function(
            "identity_members_of(person uuid)",
            "TABLE (organization_id uuid, role text, stores uuid[], is_strict boolean)",
            MEMBERS_OF,
            reads=["identity_membership", "identity_sign_in_policy"],
        ),
    ]
