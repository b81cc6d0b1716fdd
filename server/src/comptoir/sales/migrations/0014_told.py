import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0006_store_returns'),
        ('sales', '0013_promises'),
        ('tills', '0005_parked_baskets'),
    ]

    operations = [
        migrations.CreateModel(
            name='Told',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'position', blank=True, editable=False, primary_key=True, serialize=False)),
                ('position', models.BigIntegerField()),
                ('kind', models.TextField()),
                ('subject', models.TextField()),
                ('amount', models.BigIntegerField()),
                ('happened_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
                ('till', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tills.till')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['organization', 'store', 'position'], name='told_by_store'),
                    models.Index(fields=['organization', 'ends_at'], name='told_by_end'),
                ],
            },
        ),
        ProtectTable('Told', rights='SELECT, INSERT, DELETE'),
    ]
