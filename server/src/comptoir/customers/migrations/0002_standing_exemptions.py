import comptoir.kernel.identifiers
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0001_initial'),
        ('platform', '0006_store_returns'),
        ('tax', '0005_exemptions'),
    ]

    operations = [
        migrations.CreateModel(
            name='StandingExemption',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('evidence', models.TextField(blank=True)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField()),
                ('ended_position', models.BigIntegerField(null=True)),
                ('set_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('reason', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tax.exemptionreason')),
            ],
            options={
                'db_table': 'customers_standing_exemption',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='standing_exemption_days'), models.UniqueConstraint(condition=models.Q(('ended_position__isnull', True)), fields=('organization', 'customer'), name='standing_exemption_once')],
            },
        ),
        ProtectTable("StandingExemption", rights="SELECT, INSERT, UPDATE"),
    ]
