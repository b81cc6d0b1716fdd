import comptoir.kernel.identifiers
import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0008_staff_group'),
    ]

    operations = [
        migrations.CreateModel(
            name='CouponCode',
            fields=[
                ('id', models.UUIDField(default=comptoir.kernel.identifiers.new_uuid7, editable=False, primary_key=True, serialize=False)),
                ('promotion', models.UUIDField()),
                ('coupon', models.CharField(max_length=64)),
                ('code', models.CharField(max_length=64)),
                ('batch', models.UUIDField()),
                ('is_withdrawn', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('person', models.UUIDField(null=True)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.organization')),
            ],
            options={
                'db_table': 'catalog_coupon_code',
                'indexes': [models.Index(fields=['organization', 'promotion'], name='coupon_code_by_promotion')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'code'), name='coupon_code_once')],
            },
        ),
        ProtectTable("CouponCode", rights="SELECT, INSERT, UPDATE"),
    ]
