import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_passkeys"),
        ("payments", "0003_allowances"),
        ("platform", "0005_store_begins"),
    ]
    operations = [
        migrations.AddField(
            model_name="paymentpolicy", name="tip_amounts", field=models.JSONField(default=list)
        ),
        migrations.AlterField(
            model_name="paymentpolicy",
            name="tip_pooling",
            field=models.CharField(
                choices=[
                    ("equal", "Equal"), ("hours", "Hours"), ("sales", "Sales"), ("points", "Points"), ("own", "Own"),
                ],
                default="equal",
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="TipWork",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organization_id",
                        "store_id",
                        "business_day",
                        "employee_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("business_day", models.DateField()),
                ("minutes", models.IntegerField()),
                ("points", models.IntegerField()),
                (
                    "employee",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="identity.employee",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="platform.organization",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="platform.store",
                    ),
                ),
            ],
            options={
                "db_table": "payments_tip_work",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minutes__gte", 0), ("minutes__lte", 1440), ("points__gte", 0), ("points__lte", 100)
                        ),
                        name="tip_work_bounded",
                    )
                ],
            },
        ),
        ProtectTable("TipWork", rights="SELECT, INSERT, UPDATE"),
    ]
