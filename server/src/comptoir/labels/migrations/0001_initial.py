import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0016_net_content'),
        ('platform', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShelfLabel',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'store_id', 'item_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('position', models.BigIntegerField(db_default=0, default=0)),
                ('wanted_at', models.DateTimeField(null=True)),
                ('item', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
            ],
            options={
                'db_table': 'labels_shelf_label',
                'indexes': [models.Index(condition=models.Q(('wanted_at__isnull', False)), fields=['organization', 'store'], name='shelf_label_wanted')],
            },
        ),
        migrations.CreateModel(
            name='StoreLabels',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'store_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('position', models.BigIntegerField(default=0)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
            ],
            options={
                'db_table': 'labels_store_labels',
            },
        ),
        ProtectTable("ShelfLabel", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("StoreLabels", rights="SELECT, INSERT, UPDATE"),
    ]
