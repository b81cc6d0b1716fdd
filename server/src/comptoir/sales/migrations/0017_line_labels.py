import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0006_store_returns'),
        ('sales', '0016_charged_prices'),
    ]

    operations = [
        migrations.CreateModel(
            name='LineLabel',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'sale_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('item', models.UUIDField(null=True)),
                ('lot', models.TextField(db_default='', default='')),
                ('serial', models.TextField(db_default='', default='')),
                ('expires', models.DateField(null=True)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('sale', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sales.sale')),
            ],
            options={
                'db_table': 'sales_line_label',
                'indexes': [models.Index(condition=models.Q(('lot', ''), _negated=True), fields=['organization', 'lot'], name='line_by_lot'), models.Index(condition=models.Q(('serial', ''), _negated=True), fields=['organization', 'serial'], name='line_by_serial')],
            },
        ),
        ProtectTable("LineLabel", rights="SELECT, INSERT"),
    ]
