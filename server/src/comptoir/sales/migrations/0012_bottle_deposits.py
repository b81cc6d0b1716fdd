import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0004_store_day'),
        ('sales', '0011_coupon_uses'),
    ]

    operations = [
        migrations.CreateModel(
            name='BottleDeposit',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'sale_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('item', models.UUIDField(null=True)),
                ('quantity_milli', models.BigIntegerField()),
                ('gross', models.BigIntegerField()),
                ('voucher', models.TextField(db_default='', default='')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
                ('sale', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sales.sale')),
            ],
            options={
                'db_table': 'sales_bottle_deposit',
                'indexes': [models.Index(condition=models.Q(('voucher', ''), _negated=True), fields=['organization', 'voucher'], name='bottle_deposit_by_voucher')],
            },
        ),
        ProtectTable("BottleDeposit", rights="SELECT, INSERT"),
    ]
