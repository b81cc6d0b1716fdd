import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0010_goods_versions'),
        ('tax', '0003_dated_rates'),
    ]

    operations = [
        migrations.AddField(
            model_name='itemtraits',
            name='deposits',
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.CreateModel(
            name='BottleDeposit',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'item_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('position', models.IntegerField(default=0)),
                ('follows_tax', models.BooleanField(default=False)),
                ('item', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'db_table': 'catalog_bottle_deposit',
            },
        ),
        migrations.CreateModel(
            name='BottleVoucherPattern',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('pattern', models.CharField(max_length=32)),
                ('days_unique', models.SmallIntegerField(default=30)),
                ('is_ended', models.BooleanField(default=False)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('store', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.store')),
                ('tax_class', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tax.taxclass')),
            ],
            options={
                'db_table': 'catalog_bottle_voucher_pattern',
            },
        ),
        ProtectTable("BottleDeposit", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("BottleVoucherPattern", rights="SELECT, INSERT, UPDATE"),
    ]
