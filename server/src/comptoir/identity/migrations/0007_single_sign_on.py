"""Where an organization's people sign in to everything else, and whom that means here."""

import comptoir.kernel.identifiers
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable, lookup_function


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0006_second_factor'),
        ('platform', '0007_audit_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignOnProvider',
            fields=[
                ('organization', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='platform.organization')),
                ('name', models.TextField()),
                ('issuer', models.TextField()),
                ('client_id', models.TextField()),
                ('secret', models.BinaryField()),
                ('domains', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('groups_claim', models.TextField(default='groups')),
                ('group_roles', models.JSONField(default=dict)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'db_table': 'identity_sign_on_provider',
            },
        ),
        migrations.CreateModel(
            name='SignOnLink',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('issuer', models.TextField()),
                ('subject', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'identity_sign_on_link',
                'constraints': [models.UniqueConstraint(fields=('organization', 'issuer', 'subject'), name='sign_on_link_once')],
            },
        ),
        ProtectTable("SignOnProvider"),
        ProtectTable("SignOnLink"),
        lookup_function(
            "identity_sign_on_of_domain(domain text)",
            "TABLE (organization_id uuid, name text)",
            "SELECT p.organization_id, p.name FROM identity_sign_on_provider p "
            "WHERE p.is_active AND domain = ANY(p.domains) ORDER BY p.organization_id",
            reads=["identity_sign_on_provider"],
        ),
    ]
