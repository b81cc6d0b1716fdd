"""The database roles, made once by a superuser connection before the first migration.

owner: owns the tables and bypasses row-level security; migrations, dumps and test databases use it.
app: owns nothing, bypasses nothing; the server and the worker use it and refuse to start otherwise.
lookup: cannot sign in; owns the few security-definer functions that turn a credential into its organization.
reader: cannot sign in; what people ask in SQL is asked as this role, which may read some tables and no more (ADR 0025).
limited: cannot sign in; the app becomes it for a transaction of somebody whose role holds in some stores only.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql

OWNER = "comptoir_owner"
APP = "comptoir_app"
LOOKUP = "comptoir_lookup"
READER = "comptoir_reader"
LIMITED = "comptoir_limited"


@dataclass(frozen=True, slots=True)
class RolePasswords:
    """Passwords for the two roles that sign in."""

    owner: str
    app: str


def ensure_roles(superuser_dsn: str, *, database: str, passwords: RolePasswords) -> None:
    """Create roles and database when missing, and set the passwords. Safe to repeat and to run twice at once."""
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('comptoir.roles'))")
        _role(connection, OWNER, f"LOGIN BYPASSRLS CREATEDB PASSWORD {sql.quote(passwords.owner)}")
        # It inherits nothing: a policy for the limited role would otherwise be the application's own.
        _role(connection, APP, f"LOGIN NOBYPASSRLS NOINHERIT PASSWORD {sql.quote(passwords.app)}")
        _role(connection, LOOKUP, "NOLOGIN BYPASSRLS")
        _role(connection, READER, "NOLOGIN NOBYPASSRLS")
        _role(connection, LIMITED, "NOLOGIN NOBYPASSRLS")
        connection.execute(f"GRANT {LOOKUP} TO {OWNER}")
        connection.execute(f"GRANT {READER} TO {APP}")
        connection.execute(f"GRANT {LIMITED} TO {APP}")
        # A question in SQL is bounded in the files that it makes.
        connection.execute(f"GRANT SET ON PARAMETER temp_file_limit TO {APP}")
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if found is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                    sql.Identifier(database), sql.Identifier(OWNER)
                )
            )
    with psycopg.connect(superuser_dsn, dbname=database, autocommit=True) as connection:
        connection.execute(f"GRANT CREATE, USAGE ON SCHEMA public TO {OWNER}")
        connection.execute(f"GRANT CREATE, USAGE ON SCHEMA public TO {LOOKUP}")
        connection.execute(f"GRANT USAGE ON SCHEMA public TO {APP}, {LIMITED}")


def check_app_role(dsn: str) -> str | None:
    """Say why this connection must not serve, or None when it may.

    A role that owns a table or bypasses row-level security would make every policy a decoration.
    """
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls, EXISTS (SELECT 1 FROM pg_tables WHERE tableowner = current_user) "
            "FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row is not None
    bypasses, owns = row
    if bypasses:
        return "the database role bypasses row-level security"
    if owns:
        return "the database role owns tables"
    return None


def _role(connection: psycopg.Connection[tuple[object, ...]], name: str, attributes: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = "ALTER" if found else "CREATE"
    connection.execute(f"{verb} ROLE {name} {attributes}")


PLATFORM_TABLES = (
    "axes_%",
    "auth_%",
    "django_%",
    "procrastinate_%",
)


def grant_platform_tables(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Give the app role the tables of libraries, which belong to no organization. Run after every migration."""
    rows = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE ANY(%s)",
        [list(PLATFORM_TABLES)],
    ).fetchall()
    for (table,) in rows:
        connection.execute(
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(
                sql.Identifier(str(table)), sql.Identifier(APP)
            )
        )
    connection.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP}")
