"""No tenant table without policy, FORCE and composite keys; no way around them for the application."""

from importlib import import_module

import psycopg
import pytest

from comptoir.kernel import new_uuid7
from comptoir.platform.roles import check_app_role
from tests.databases import TestDatabase

LIBRARY_PREFIXES = ("django_", "auth_", "axes_", "procrastinate_")
# A person may belong to several organizations, and so do the keys that stand for that person; what a country's law
# says holds for every shop of a server.
PLATFORM_TABLES = {
    "identity_user", "identity_passkey", "identity_second_factor", "identity_recovery_code", "fiscal_data_pack",
    "identity_session", "identity_password_wish", "identity_password_reset", "platform_rate",
}  # fmt: skip


# Those that keep organizations apart; the others are about stores, for a role of their own (`limiting.py`).
POLICIES = "SELECT tablename, qual, with_check FROM pg_policies WHERE policyname = 'tenant'"


def _tables(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, tuple[bool, bool]]:
    rows = connection.execute(
        "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
        "WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    return {
        str(name): (bool(on), bool(forced))
        for name, on, forced in rows
        if not str(name).startswith(LIBRARY_PREFIXES) and name not in PLATFORM_TABLES
    }


def test_every_tenant_table_has_forced_row_level_security(database: TestDatabase) -> None:
    with psycopg.connect(database.owner) as connection:
        tables = _tables(connection)
        policies = {str(row[0]): (str(row[1]), str(row[2])) for row in connection.execute(POLICIES).fetchall()}

    assert len(tables) > 25
    visible, writable = policies["sales_entry"]
    assert "comptoir.organizations" in visible
    assert "SELECT (string_to_array" in writable
    for table, state in tables.items():
        column = "(id =" if table == "platform_organization" else "(organization_id ="
        expected = tuple(text.replace("(organization_id =", column) for text in (visible, writable))
        assert (state, policies[table]) == ((True, True), expected), table


def test_a_database_with_the_older_policies_gets_the_newer(database: TestDatabase) -> None:
    renew = import_module("comptoir.platform.migrations.0003_list_once_a_statement").RENEW
    query = f"{POLICIES} ORDER BY tablename"
    with psycopg.connect(database.owner) as connection:
        expected = connection.execute(query).fetchall()
        for table, visible, _ in expected:
            connection.execute(f"ALTER POLICY tenant ON {table} WITH CHECK {visible}".encode())
        assert connection.execute(query).fetchall() == [(table, visible, visible) for table, visible, _ in expected]

        connection.execute(renew)

        assert connection.execute(query).fetchall() == expected
        connection.rollback()


def test_every_key_of_a_tenant_table_starts_with_the_organization(database: TestDatabase) -> None:
    query = """
        SELECT c.conrelid::regclass::text, c.conname, a.attname
        FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        JOIN pg_class r ON r.oid = c.conrelid
        LEFT JOIN pg_class f ON f.oid = c.confrelid
        WHERE c.contype IN ('p', 'u', 'f') AND r.relnamespace = 'public'::regnamespace
          AND (f.relname IS NULL OR f.relname <> 'identity_user')
    """
    with psycopg.connect(database.owner) as connection:
        tables = _tables(connection)
        rows = connection.execute(query).fetchall()

    keys = [(table, name, first) for table, name, first in rows if table in tables and table != "platform_organization"]
    assert len(keys) > 60
    assert [key for key in keys if key[2] != "organization_id"] == []


def test_unique_indexes_start_with_the_organization(database: TestDatabase) -> None:
    query = """
        SELECT i.indrelid::regclass::text, a.attname
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        JOIN pg_class r ON r.oid = i.indrelid
        WHERE i.indisunique AND r.relnamespace = 'public'::regnamespace
    """
    with psycopg.connect(database.owner) as connection:
        tables = _tables(connection)
        rows = connection.execute(query).fetchall()

    found = [(t, first) for t, first in rows if t in tables and t != "platform_organization"]
    assert [pair for pair in found if pair[1] != "organization_id"] == []


def test_a_query_outside_a_tenant_raises(database: TestDatabase) -> None:
    with psycopg.connect(database.app, autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InvalidTextRepresentation, match="no organization is set"):
            connection.execute("SELECT count(*) FROM sales_entry")
        with connection.transaction():
            connection.execute("SELECT set_config('comptoir.organizations', gen_random_uuid()::text, true)")
            assert connection.execute("SELECT count(*) FROM sales_entry").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT count(*) FROM sales_entry")


def test_a_row_is_written_only_for_an_organization_that_is_listed(database: TestDatabase) -> None:
    ours, theirs = new_uuid7(), new_uuid7()
    write = "INSERT INTO platform_outbox (organization_id, topic, subject) VALUES (%s, 'test', %s)"
    with psycopg.connect(database.app, autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InvalidTextRepresentation, match="no organization is set"):
            connection.execute(write, [ours, ours])
        connection.execute("SELECT set_config('comptoir.organizations', %s, false)", [f"{new_uuid7()},{ours}"])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(write, [theirs, theirs])
        # The policy lets it pass; that the organization exists is another constraint's business.
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute(write, [ours, ours])
        assert connection.execute("SELECT count(*) FROM platform_outbox").fetchone() == (0,)


@pytest.mark.parametrize("table", ["sales_entry", "sales_sale", "sales_line", "sales_tender", "stock_movement"])
def test_the_application_can_neither_change_nor_delete_what_was_sealed(database: TestDatabase, table: str) -> None:
    with psycopg.connect(database.app, autocommit=True) as connection:
        connection.execute("SELECT set_config('comptoir.organizations', gen_random_uuid()::text, false)")
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET organization_id = organization_id"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_only_the_app_role_may_serve(database: TestDatabase) -> None:
    assert check_app_role(database.app) is None
    assert check_app_role(database.owner) == "the database role bypasses row-level security"
    assert check_app_role(database.superuser) == "the database role bypasses row-level security"
