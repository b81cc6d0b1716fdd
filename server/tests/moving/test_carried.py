"""No table is forgotten by the export: each is carried, left out with its reason, or of no shop at all."""

import os
from fnmatch import fnmatchcase

import psycopg

from comptoir.moving.carried import LEFT_OUT, carried_tables

# Of the whole server, or of people wherever they work; by their names as patterns.
OF_NO_SHOP = {
    "auth_*": "the framework's rights, which nothing uses",
    "axes_*": "wrong passwords of the last minutes",
    "fiscal_data_pack": "signed tables of countries, for every shop of a server",
    "django_*": "which migrations ran, and who is signed in",
    "identity_passkey": "what somebody signs in with: made anew",
    "identity_password_reset": "links of half an hour",
    "identity_password_wish": "links that wait to be mailed",
    "identity_session": "who is signed in",
    "platform_rate": "how often somebody may ask",
    "identity_recovery_code": "what somebody signs in with: made anew",
    "identity_second_factor": "what somebody signs in with: made anew",
    "procrastinate_*": "work that waits",
}
_TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1
"""


def test_every_table_is_carried_or_left_out_with_a_reason(db: None) -> None:
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
        carried = {table.name for table in carried_tables(owner)}
        every = {str(name) for (name,) in owner.execute(_TABLES).fetchall()}

    assert carried & set(LEFT_OUT) == set()
    assert set(LEFT_OUT) <= every
    forgotten = {
        name for name in every - carried - set(LEFT_OUT) if not any(fnmatchcase(name, one) for one in OF_NO_SHOP)
    }
    assert forgotten == set()
    assert len(carried) > 100
