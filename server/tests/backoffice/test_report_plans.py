"""The day report asks by indexes: a shop with years of entries waits no longer than a new one."""

import os

import psycopg

from comptoir.sales import day_report as report
from tests.backoffice.conftest import NOON, Day

SCOPE = {
    "since": NOON.replace(hour=0),
    "until": NOON.replace(hour=23),
    "first": NOON.date(),
    "last": NOON.date(),
    "store": None,
}


def test_voids_of_a_day_are_found_by_their_index(day: Day) -> None:
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
        # A handful of rows is read as a whole, whatever index there is.
        owner.execute("SET LOCAL enable_seqscan = off")
        parameters = {**SCOPE, "organization": day.organization, "till": None}
        [(plan,)] = owner.execute(f"EXPLAIN (FORMAT JSON) {report._EVENTS}".encode(), parameters).fetchall()
        [(found,)] = owner.execute(f"SELECT count(*) FROM ({report._EVENTS}) AS events".encode(), parameters).fetchall()

    assert "entry_event_by_time" in str(plan)
    assert found == 2  # the beginning of the chain, and the void
