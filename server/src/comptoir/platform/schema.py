"""Bring the database's schema to this version, and its plans to what it holds."""

from django.core.management import call_command
from django.db import connections

from comptoir.platform.limiting import limit_tables
from comptoir.platform.picture import load_picture
from comptoir.platform.roles import grant_platform_tables
from comptoir.platform.watching import watch_tables


def migrate() -> None:
    """Bring a database to this version as the owner: an empty one by the picture of the schema, any other by the
    migrations that it lacks. Then give the app role the libraries' tables, the watched tables their triggers, and the
    tables of stores the policies of those who work in some. Safe to repeat.

    `comptoir.platform.roles.ensure_roles` must have run once before.
    """
    owner = connections["owner"]
    owner.ensure_connection()
    load_picture(owner.connection)
    migrate_by_steps()
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('comptoir.grants'))")
        grant_platform_tables(owner.connection)
        watch_tables(owner.connection)
        limit_tables(owner.connection)
        cursor.execute("SELECT pg_advisory_unlock(hashtext('comptoir.grants'))")
    owner.close()


def migrate_by_steps() -> None:
    """Run each migration that this database has not seen, and nothing else."""
    call_command("migrate", database="owner", verbosity=0, interactive=False)


def gather_statistics() -> None:
    """Let the database count what it holds, after much was written at once. PostgreSQL does it by itself a minute
    later; until then its plans are those for empty tables.
    """
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("ANALYZE")
    owner.close()
