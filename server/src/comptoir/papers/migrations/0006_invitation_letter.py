"""Invitations to the back office on their way by mail."""

import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable, lookup_function


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0007_single_sign_on'),
        ('papers', '0005_public_page_channels'),
        ('platform', '0007_audit_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='InvitationLetter',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('address', models.TextField()),
                ('language', models.CharField(max_length=2)),
                ('inviter', models.TextField()),
                ('link', models.BinaryField()),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('sent', 'Sent'), ('failed', 'Failed')], default='queued', max_length=6)),
                ('attempts', models.IntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('code', models.TextField(blank=True)),
                ('invitation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.invitation')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'db_table': 'papers_invitation_letter',
                'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['next_try_at'], name='invitation_letter_due')],
            },
        ),
        ProtectTable("InvitationLetter", rights="SELECT, INSERT, UPDATE"),
        lookup_function(
            "papers_inviting_organizations()",
            "SETOF uuid",
            "SELECT DISTINCT l.organization_id FROM papers_invitation_letter l "
            "WHERE l.state = 'queued' AND l.next_try_at <= now()",
            reads=["papers_invitation_letter"],
        ),
    ]
