import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0006_store_returns'),
        ('tax', '0004_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExemptionReason',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('category', models.CharField(max_length=2)),
                ('revision', models.IntegerField()),
                ('place', models.IntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'db_table': 'tax_exemption_reason',
            },
        ),
        migrations.CreateModel(
            name='ExemptionRevision',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'reason_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('name', models.TextField()),
                ('vatex', models.CharField(blank=True, max_length=32)),
                ('mention', models.TextField(blank=True)),
                ('evidence', models.CharField(blank=True, max_length=8)),
                ('groups', models.JSONField(default=list)),
                ('changed_at', models.DateTimeField(auto_now_add=True)),
                ('person', models.UUIDField(null=True)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('reason', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tax.exemptionreason')),
            ],
            options={
                'db_table': 'tax_exemption_revision',
            },
        ),
        migrations.AddConstraint(
            model_name='exemptionreason',
            constraint=models.CheckConstraint(condition=models.Q(('category__in', ('E', 'G', 'K', 'AE'))), name='exemption_category'),
        ),
        migrations.AddConstraint(
            model_name='exemptionrevision',
            constraint=models.CheckConstraint(condition=models.Q(('evidence__in', ('', 'number', 'card', 'document'))), name='exemption_evidence'),
        ),
        ProtectTable("ExemptionReason", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("ExemptionRevision", rights="SELECT, INSERT"),
    ]
