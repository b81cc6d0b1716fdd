"""How strongly a company's provider must have proved who signs in."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0009_sessions")]

    operations = [
        migrations.AddField(
            model_name="signonprovider",
            name="demands",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
    ]
