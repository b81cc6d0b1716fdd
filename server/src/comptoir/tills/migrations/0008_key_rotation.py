from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tills", "0007_office_entry")]

    operations = [
        migrations.AddField("enrolment", "rotated_from", models.UUIDField(null=True)),
        migrations.AddField("enrolment", "is_waiting", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("enrolment", "ended_sequence", models.BigIntegerField(null=True)),
        migrations.AddField("enrolment", "renewal_asked_at", models.DateTimeField(null=True)),
    ]
