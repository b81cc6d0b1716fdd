"""A question in SQL: of one organization, of tables on a list, for some seconds, with no way to write or get out."""

import threading
import time
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest

from comptoir.insights.errors import (
    InquiryBusy,
    InquiryRefused,
    InquiryTooLarge,
    InquiryTooLong,
    InquiryTooWide,
    InquiryUnreadable,
)
from comptoir.insights.inquiry import Found, inquire, inquiry_help, stop_inquiry
from comptoir.insights.inquiry_tables import COLUMNS, TABLES
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from tests.databases import TestDatabase
from tests.insights.books import follow
from tests.insights.test_fold import THURSDAY, opening, till_at
from tests.sales.shop import Shop, open_shop, submit


@pytest.fixture
def other(shop: Shop) -> Shop:
    """A second organization that sold something, too."""
    return open_shop()


def sell(shop: Shop, database: TestDatabase, gross: int) -> None:
    """One bottle or one bread."""
    till = till_at(shop)
    goods = next(one for one in (shop.bread, shop.wine) if one.unit_price == gross)
    submit(database.app, till, [till.start_chain(), opening(till, THURSDAY), till.sell([goods])])


def ask(organization: UUID, text: str) -> Found:
    return inquire(organization, text, run=new_uuid7())


def test_sums_of_one_s_own_sales_and_nobody_else_s(shop: Shop, other: Shop, database: TestDatabase) -> None:
    sell(shop, database, 890)
    sell(other, database, 115)
    for place in (shop, other):
        follow(database.app, place.organization)

    found = ask(
        shop.organization, "SELECT count(*), sum(gross), sum(gross) / 100.0 AS euro, NULL AS n FROM sales_sale;"
    )

    assert found == Found(["count", "sum", "euro", "n"], [[1, 890, Decimal("8.9000000000000000"), None]], is_cut=False)
    assert ask(shop.organization, "SELECT DISTINCT organization_id FROM insights_item_day").rows == [
        [str(shop.organization)]
    ]
    twice = "SELECT s.name, s.name FROM platform_store s"
    assert ask(shop.organization, twice).columns == ["name", "name"]
    joined = """
        WITH days AS (SELECT day, sum(gross) AS gross FROM insights_sales_hour GROUP BY day)
        SELECT to_char(day, 'YYYY'), gross, rank() OVER (ORDER BY gross DESC), now() > '2020-01-01' -- and a remark
        FROM days
    """
    assert ask(shop.organization, joined).rows[0][1:] == [890, 1, True]
    assert ask(shop.organization, "VALUES (1, 'a'), (2, NULL)").rows == [[1, "a"], [2, None]]
    assert ask(shop.organization, "TABLE sales_tip").rows == []


TRICKS = [
    # Another organization, by the setting that says which one it is.
    "SELECT set_config('comptoir.organizations', '{other}', true), (SELECT count(*) FROM sales_sale)",
    "SELECT * FROM sales_sale, LATERAL (SELECT set_config('comptoir.organizations', '{other}', true)) x",
    "SELECT pg_catalog . \"set_config\"('comptoir.organizations', '{other}', true)",
    "SELECT U&\"\\0073et_config\"('comptoir.organizations', '{other}', true)",
    "SELECT current_setting('comptoir.organizations')",
    "SELECT count(*) FILTER (WHERE set_config('role', 'none', true) IS NULL) FROM sales_sale",
    "SELECT 1 ORDER BY set_config('role', 'none', true)",
    "SELECT max(x) OVER (ORDER BY set_config('role', 'comptoir_app', true)) FROM (VALUES (1)) v(x)",
    "SELECT ARRAY(SELECT set_config('comptoir.organizations', '{other}', true))",
    "SELECT 1 LIMIT length(set_config('comptoir.organizations', '{other}', true))",
    "SELECT * FROM set_config('comptoir.organizations', '{other}', true)",
    # A text that is run as SQL.
    "SELECT query_to_xml('SELECT * FROM sales_sale', true, true, '')",
    "SELECT table_to_xml('sales_sale', true, true, '')",
    "SELECT * FROM ts_stat('SELECT to_tsvector(name) FROM platform_store')",
    "SELECT ts_rewrite('a'::tsquery, 'SELECT 1')",
    "SELECT cursor_to_xml('c', 1, true, true, '')",
    # Files, other servers, other people's sessions, the machine.
    "SELECT pg_read_file('/etc/passwd')", "SELECT pg_ls_dir('.')", "SELECT lo_import('/etc/passwd')",
    "SELECT lo_creat(-1)", "SELECT dblink('host=localhost', 'SELECT 1')", "SELECT pg_sleep(1)",
    "SELECT pg_terminate_backend(1)", "SELECT pg_reload_conf()", "SELECT pg_advisory_lock(1)",
    "SELECT pg_notify('x', 'y')", "SELECT nextval('platform_outbox_id_seq')", "SELECT version()",
    "SELECT inet_server_addr()", "SELECT txid_current()", "SELECT repeat('x', 1000000000)",
    "SELECT lpad('x', 1000000000)", "SELECT rpad('x', 1000000000)", "SELECT format('%1000000000s', 'x')",
    "SELECT array_fill(1, ARRAY[100000000])",
    # The catalogue, other people's questions, what is not on the list.
    "SELECT query FROM pg_stat_activity", "SELECT * FROM pg_class", "SELECT * FROM pg_stats",
    "SELECT * FROM information_schema.tables", "SELECT * FROM pg_authid", "TABLE pg_settings",
    "SELECT pg_get_functiondef(1)", "SELECT has_table_privilege('identity_user', 'SELECT')",
    "SELECT * FROM identity_user", "SELECT password FROM identity_user", "SELECT * FROM identity_api_token",
    "SELECT * FROM customers_customer", "SELECT * FROM sales_entry", "SELECT * FROM platform_log",
    "SELECT * FROM django_session", "SELECT * FROM platform_organizations()",
    "SELECT 1 WHERE EXISTS (SELECT FROM identity_user)",
    "SELECT * FROM sales_sale TABLESAMPLE bernoulli (10)", "SELECT * FROM comptoir_inquiry",
    # What is no question.
    "DELETE FROM sales_sale", "UPDATE sales_sale SET gross = 0", "DROP TABLE sales_sale", "SET ROLE comptoir_app",
    "RESET ROLE", "DO $$ BEGIN END $$", "COPY sales_sale TO '/tmp/x'", "COPY sales_sale TO PROGRAM 'id'",
    "WITH gone AS (DELETE FROM sales_sale RETURNING *) SELECT * FROM gone", "SELECT * INTO mine FROM sales_sale",
    "EXPLAIN SELECT 1", "SHOW ALL", "PREPARE x AS SELECT 1", "BEGIN", "COMMIT", "CREATE TABLE mine (n int)",
    "SELECT * FROM sales_sale FOR UPDATE", "LISTEN x", "CALL x()", "LOAD 'x'", "", "  ; ", "SELECT 1\0",
    # Out of the question's brackets.
    "SELECT 1) AS a; DELETE FROM sales_sale; SELECT (1", "SELECT 1; COMMIT; SET ROLE comptoir_app", "SELECT 1) AS x --",
    "SELECT 1) a, set_config('comptoir.organizations', '{other}', true) b, (SELECT 2", "*/ SELECT 1 /*",
    "SELECT 1) a, pg_stat_activity b, (SELECT 2", "SELECT 1 AS \") AS inquiry; COMMIT; --",
]  # fmt: skip


def test_every_trick_is_refused_and_changes_nothing(shop: Shop, other: Shop, database: TestDatabase) -> None:
    sell(shop, database, 890)
    sell(other, database, 115)

    answered = []
    for trick in TRICKS:
        try:
            found = ask(shop.organization, trick.replace("{other}", str(other.organization)))
        except (InquiryRefused, InquiryUnreadable):
            continue
        answered.append((trick, found))

    assert answered == []
    with psycopg.connect(database.superuser) as connection:
        left = connection.execute(
            "SELECT array_agg(gross ORDER BY gross) FROM sales_sale WHERE organization_id = ANY(%s)",
            [[shop.organization, other.organization]],
        ).fetchone()
        made = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relname IN ('mine', 'comptoir_inquiry')"
        ).fetchone()
    assert (left, made) == (([115, 890],), (0,))


def test_a_refusal_says_what_is_not_to_be_asked_for_and_on_which_line(shop: Shop) -> None:
    for text, name in (("SELECT * FROM identity_user", "identity_user"), ("SELECT pg_sleep(1)", "pg_sleep()")):
        with pytest.raises(InquiryRefused) as refused:
            ask(shop.organization, text)
        assert refused.value.details == {"name": name}

    with pytest.raises(InquiryUnreadable) as unread:
        ask(shop.organization, "SELECT gross,\n  grss\nFROM sales_sale")

    assert unread.value.details["line"] == "2"
    assert 'column "grss" does not exist' in str(unread.value.details["said"])


def test_of_people_the_name_may_be_read_and_no_more(shop: Shop) -> None:
    assert ask(shop.organization, "SELECT name FROM identity_employee").columns in (["name"], [])

    with pytest.raises(InquiryUnreadable) as refusal:
        ask(shop.organization, "SELECT user_id FROM identity_employee")

    assert "permission denied" in str(refusal.value.details["said"])


def test_it_ends_by_itself_by_its_rows_and_by_its_bytes(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comptoir.insights.inquiry.SECONDS_MAX", 1)
    began = time.monotonic()

    with pytest.raises(InquiryTooLong):
        ask(shop.organization, "SELECT count(*) FROM (SELECT generate_series(1, 1000000000) AS n) a WHERE n % 7 = 8")

    assert time.monotonic() - began < 5
    cut = inquire(shop.organization, "SELECT n FROM generate_series(1, 100) n", run=new_uuid7(), rows_max=10)
    assert (len(cut.rows), cut.is_cut) == (10, True)
    monkeypatch.setattr("comptoir.insights.inquiry.BYTES_MAX", 1_000)
    with pytest.raises(InquiryTooWide):
        ask(shop.organization, "SELECT string_agg(n::text, '') FROM generate_series(1, 2000) n")


def test_somebody_stops_it_and_a_second_one_waits_for_its_turn(shop: Shop, other: Shop, database: TestDatabase) -> None:
    run, ended = new_uuid7(), []
    # Row by row: what is made whole first would end at the bound of files.
    slow = "SELECT count(*) FROM (SELECT generate_series(1, 1000000000) AS n) a WHERE n % 7 = 8"

    def asking() -> None:
        with pytest.raises(InquiryTooLong):
            inquire(shop.organization, slow, run=run)
        ended.append(time.monotonic())

    thread = threading.Thread(target=asking)
    thread.start()
    with psycopg.connect(database.superuser, autocommit=True) as watching:
        deadline = time.monotonic() + 10
        while (
            time.monotonic() < deadline
            and not watching.execute(
                "SELECT FROM pg_stat_activity WHERE application_name LIKE 'inquiry %%' || %s "
                " AND query LIKE '%%LIMIT%%'",
                [run.hex],
            ).fetchone()
        ):
            time.sleep(0.01)

    with pytest.raises(InquiryBusy):
        ask(shop.organization, "SELECT 1")
    assert ask(other.organization, "SELECT 1 AS one").rows == [[1]]
    assert not stop_inquiry(other.organization, run)
    assert not stop_inquiry(shop.organization, new_uuid7())
    assert stop_inquiry(shop.organization, run)
    thread.join(timeout=5)
    assert ended
    assert ask(shop.organization, "SELECT 1 AS one").rows == [[1]]


def test_the_role_may_read_what_the_page_names_and_nothing_else(shop: Shop, database: TestDatabase) -> None:
    with psycopg.connect(database.superuser) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges"
            " WHERE grantee = 'comptoir_reader'"
        ).fetchall()
        attributes = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcanlogin, rolcreaterole FROM pg_roles WHERE rolname = 'comptoir_reader'"
        ).fetchone()
    with reading(shop.organization):
        named = {(table.name, column) for table in inquiry_help() for column, _ in table.columns}

    assert attributes == (False, False, False, False)
    assert {privilege for _, _, privilege in rows} == {"SELECT"}
    assert {(table, column) for table, column, _ in rows if column != "organization_id"} == named
    assert set(COLUMNS) < {name for names in TABLES.values() for name in names}


def test_it_ends_by_the_memory_and_the_files_that_it_takes(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "WITH RECURSIVE t(n) AS (SELECT 1 UNION {all} SELECT n + 1 FROM t) SELECT count(*) FROM t"
    monkeypatch.setattr("comptoir.insights.inquiry.SECONDS_MAX", 60)
    monkeypatch.setattr("comptoir.insights.inquiry.TEMP_FILES_MAX", "1MB")
    with pytest.raises(InquiryTooLarge):
        ask(shop.organization, endless.format(all="ALL"))

    monkeypatch.setattr("comptoir.insights.inquiry.MEMORY_MAX", 64 * 1024 * 1024)
    with pytest.raises(InquiryTooLarge):
        ask(shop.organization, endless.format(all=""))
    assert ask(shop.organization, "SELECT 1 AS one").rows == [[1]]
