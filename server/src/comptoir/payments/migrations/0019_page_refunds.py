"""Money that was paid on a provider's page and goes back there: an attempt without a terminal."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0018_chain_strangers")]
    operations = [
        migrations.AlterField(
            "terminalattempt",
            "terminal",
            models.ForeignKey(
                db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="payments.providerterminal",
            ),
        ),
        migrations.AddField("terminalattempt", "page_account", models.UUIDField(null=True)),
        migrations.AddField("terminalattempt", "paid", models.JSONField(null=True)),
        migrations.AddConstraint(
            "terminalattempt",
            models.CheckConstraint(
                condition=models.Q(("terminal__isnull", False), ("page_account__isnull", False), _connector="OR"),
                name="terminal_or_page",
            ),
        ),
    ]  # fmt: skip
