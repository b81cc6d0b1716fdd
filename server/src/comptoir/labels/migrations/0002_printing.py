"""Label printers that agents serve, and labels on their way to them."""

import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('labels', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LabelPrinter',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'agent', 'printer', blank=True, editable=False, primary_key=True, serialize=False)),
                ('agent', models.UUIDField()),
                ('printer', models.TextField()),
                ('name', models.TextField()),
                ('width_mm', models.IntegerField()),
                ('height_mm', models.IntegerField()),
                ('seen_at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
            ],
            options={
                'db_table': 'labels_printer',
            },
        ),
        migrations.CreateModel(
            name='PrintJob',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('agent', models.UUIDField()),
                ('printer', models.TextField()),
                ('printer_name', models.TextField()),
                ('name', models.TextField()),
                ('count', models.IntegerField()),
                ('zpl', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('printed', 'Printed'), ('failed', 'Failed'), ('unsure', 'Unsure'), ('cancelled', 'Cancelled')], default='waiting', max_length=9)),
                ('trouble', models.CharField(blank=True, max_length=20)),
                ('is_unwanted', models.BooleanField(default=False)),
                ('person', models.UUIDField(null=True)),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
            ],
            options={
                'db_table': 'labels_print_job',
                'indexes': [models.Index(fields=['organization', 'store', '-made_at'], name='print_job_by_store'), models.Index(condition=models.Q(('state', 'waiting')), fields=['organization', 'agent'], name='print_job_waiting')],
            },
        ),
        ProtectTable("LabelPrinter"),
        ProtectTable("PrintJob"),
    ]
