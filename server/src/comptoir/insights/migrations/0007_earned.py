"""What the days of stores that are over have earned. A row falls when what it was made of changes: the database sees to
it, whoever writes.
"""

import django.db.models.deletion
from django.db import migrations, models

from comptoir.platform.protection import ProtectTable

# Of what is sold after midnight the cost counts on the next day of the calendar: a day's costs are asked for the day
# before, too.
WATCHED = {"insights_item_day": 0, "stock_sold_day": 1}
EVENTS = {
    "insert": "REFERENCING NEW TABLE AS changed",
    "update": "REFERENCING NEW TABLE AS changed",
    "delete": "REFERENCING OLD TABLE AS changed",
}
# A loop of look-ups by the whole key: no statistics are needed to plan them.
FORGET = """
    CREATE FUNCTION insights_forget_earned() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE
        met record;
    BEGIN
        FOR met IN SELECT DISTINCT organization_id, store_id, day FROM changed LOOP
            DELETE FROM insights_earned_day
            WHERE organization_id = met.organization_id AND store_id = met.store_id
                AND day IN (met.day, met.day - TG_ARGV[0]::int);
        END LOOP;
        RETURN NULL;
    END $$;
"""
TRIGGERS = [
    f"CREATE TRIGGER forget_earned_{event} AFTER {event.upper()} ON {table} {rows} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION insights_forget_earned('{days}')"
    for table, days in WATCHED.items()
    for event, rows in EVENTS.items()
]
UNDO = [f"DROP TRIGGER forget_earned_{event} ON {table}" for table in WATCHED for event in EVENTS]


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0006_booked"),
        ("stock", "0008_lots"),
        ("platform", "0009_inherited_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="EarnedDay",
            fields=[
                ("pk", models.CompositePrimaryKey("organization_id", "day", "store_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("average", models.BigIntegerField()),
                ("fifo", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
                ("costed", models.BigIntegerField()),
                ("organization", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="platform.organization")),
                ("store", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="platform.store")),
            ],
            options={"db_table": "insights_earned_day"},
        ),
        ProtectTable("EarnedDay"),
        migrations.RunSQL([FORGET, *TRIGGERS], [*UNDO, "DROP FUNCTION insights_forget_earned"]),
    ]
