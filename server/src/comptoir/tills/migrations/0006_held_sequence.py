from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tills", "0005_parked_baskets")]

    operations = [
        migrations.AddField("chainhead", "held_sequence", models.BigIntegerField(default=0, db_default=0)),
    ]
