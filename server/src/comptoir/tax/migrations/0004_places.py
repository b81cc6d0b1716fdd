import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0002_protect'),
        ('tax', '0003_dated_rates'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClassSwitch',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=8)),
                ('position', models.BigIntegerField()),
                ('set_at', models.DateTimeField(auto_now_add=True)),
                ('becomes', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tax.taxclass')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('tax_class', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tax.taxclass')),
            ],
            options={
                'db_table': 'tax_class_switch',
                'indexes': [models.Index(fields=['organization', '-position'], name='class_switch_by_position')],
                'constraints': [models.CheckConstraint(condition=models.Q(('place__in', ('here', 'away'))), name='class_switch_place')],
            },
        ),
        migrations.CreateModel(
            name='StorePlaces',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(blank=True, max_length=8)),
                ('keeps', models.CharField(default='keep_price', max_length=10)),
                ('position', models.BigIntegerField()),
                ('set_at', models.DateTimeField(auto_now_add=True)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('store', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
            ],
            options={
                'db_table': 'tax_store_places',
                'indexes': [models.Index(fields=['organization', '-position'], name='store_places_by_position')],
                'constraints': [models.CheckConstraint(condition=models.Q(('place__in', ('', 'here', 'away'))), name='store_places_place'), models.CheckConstraint(condition=models.Q(('keeps__in', ('keep_price', 'keep_net'))), name='store_places_keeps')],
            },
        ),
        ProtectTable("ClassSwitch", rights="SELECT, INSERT"),
        ProtectTable("StorePlaces", rights="SELECT, INSERT"),
    ]
