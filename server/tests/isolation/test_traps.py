"""The traps of row-level security, each closed (docs/security/isolation.md lists them with the tests beside)."""

import re
from pathlib import Path

import psycopg
import pytest

import comptoir
from comptoir.catalog.commands import AddCategory
from comptoir.catalog.operations import add_category
from comptoir.catalog.public import categories
from comptoir.kernel import new_uuid7
from comptoir.platform.roles import APP
from comptoir.platform.tenancy import reading
from tests.databases import TestDatabase
from tests.sales.shop import Shop, open_shop

SOURCE = Path(comptoir.__file__).parent
SETTING = "SELECT set_config('comptoir.organizations', %s, true)"
Row = tuple[object, ...]


@pytest.fixture
def owner(database: TestDatabase) -> psycopg.Connection[Row]:
    return psycopg.connect(database.owner)


@pytest.fixture
def app(database: TestDatabase) -> psycopg.Connection[Row]:
    return psycopg.connect(database.app, autocommit=True)


def test_the_application_owns_no_table_and_can_become_nobody_who_does(owner: psycopg.Connection[Row]) -> None:
    owned = owner.execute(
        "SELECT relname FROM pg_class WHERE relowner = %s::regrole AND relkind IN ('r', 'p', 'v', 'm')", [APP]
    ).fetchall()
    becomes = owner.execute(
        "SELECT r.rolname, r.rolbypassrls OR r.rolsuper FROM pg_roles r "
        "WHERE r.rolname NOT LIKE 'pg\\_%%' AND pg_has_role(%s, r.oid, 'MEMBER') AND r.rolname <> %s",
        [APP, APP],
    ).fetchall()

    assert owned == []
    assert [name for name, bypasses in becomes if bypasses] == []


def test_no_statement_that_policies_do_not_judge_is_granted(owner: psycopg.Connection[Row]) -> None:
    """TRUNCATE empties every organization's rows, REFERENCES lets a key ask what is there, TRIGGER runs as others."""
    granted = owner.execute(
        "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants "
        "WHERE table_schema = 'public' AND grantee NOT IN ('comptoir_owner', 'postgres') "
        "AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER') AND table_name NOT LIKE 'procrastinate%'"
    ).fetchall()

    assert granted == []


def test_a_view_is_judged_as_whoever_asks(owner: psycopg.Connection[Row]) -> None:
    """A plain view reads as its owner and shows every organization's rows."""
    views = owner.execute(
        "SELECT c.relname, c.relkind, coalesce(array_to_string(c.reloptions, ','), '') FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') "
        "AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    ).fetchall()

    assert [view for view in views if view[1] == "m" or "security_invoker=true" not in str(view[2])] == []


def test_a_plain_view_would_be_a_hole(database: TestDatabase, shop: Shop) -> None:
    """The trap itself, in a transaction that is undone: why the test above is there."""
    open_shop()
    count = "SELECT count(DISTINCT organization_id) FROM {}"
    with psycopg.connect(database.superuser) as connection:
        connection.execute("CREATE VIEW trap_plain AS SELECT * FROM catalog_item")
        connection.execute("CREATE VIEW trap_invoker WITH (security_invoker = true) AS SELECT * FROM catalog_item")
        connection.execute("GRANT SELECT ON trap_plain, trap_invoker TO comptoir_app")
        connection.execute(SETTING, [str(shop.organization)])
        connection.execute("SET LOCAL ROLE comptoir_app")
        invoker = connection.execute(count.format("trap_invoker").encode()).fetchone()
        plain = connection.execute(count.format("trap_plain").encode()).fetchone()
        connection.rollback()

    assert invoker == (1,)
    assert plain is not None
    assert int(str(plain[0])) >= 2


def test_the_setting_ends_with_its_transaction_and_leaves_an_empty_string(
    app: psycopg.Connection[Row], shop: Shop
) -> None:
    """Whoever gets the connection next has no organization, and an empty string is none."""
    asked = "SELECT current_setting('comptoir.organizations', true)"
    with app.transaction():
        app.execute(SETTING, [str(shop.organization)])
        assert app.execute("SELECT count(*) FROM catalog_item").fetchone() == (2,)

    assert app.execute(asked).fetchone() == ("",)
    with pytest.raises(psycopg.errors.InvalidTextRepresentation, match="no organization is set"):
        app.execute("SELECT count(*) FROM catalog_item")


def test_no_statement_of_ours_sets_it_for_longer() -> None:
    """`SET` and `set_config(…, false)` would stay on a pooled connection."""
    found = []
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        lasting = re.findall(r"\bSET (?!LOCAL\b)(?:SESSION )?(?:comptoir\.|ROLE|role\b)", text)
        lasting += re.findall(r"set_config\([^)]*,\s*false\s*\)", text)
        found += [(path.relative_to(SOURCE).as_posix(), one) for one in lasting]

    assert found == []


def test_a_key_that_another_organization_uses_is_free(shop: Shop) -> None:
    """A unique key without the organization would say: somebody has that one."""
    other, category = open_shop(), new_uuid7()
    for organization, name in ((shop.organization, "Leur rayon"), (other.organization, "Mon rayon")):
        add_category(AddCategory(organization=organization, person=None, id=category, name=name))

    for organization, name in ((shop.organization, "Leur rayon"), (other.organization, "Mon rayon")):
        with reading(organization):
            assert [one.name for one in categories() if one.id == category] == [name]


def test_search_functions_look_into_the_organizations_of_the_transaction_only(
    app: psycopg.Connection[Row], owner: psycopg.Connection[Row], shop: Shop
) -> None:
    """ILIKE is not leakproof, so search asks functions that pass the policies by: each judges for itself."""
    asking = owner.execute(
        "SELECT p.proname, p.proargnames, p.proargtypes::regtype[]::text[] FROM pg_proc p "
        "WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace AND 'organization' = ANY (p.proargnames)"
    ).fetchall()
    assert {name for name, _, _ in asking} >= {"catalog_items_holding", "catalog_items_in_order", "customers_holding"}
    values = {"uuid": "%s::uuid", "jsonb": "'[]'::jsonb", "text[]": "'{}'::text[]", "boolean": "false"}
    values |= {"integer": "10", "text": "''"}

    for name, _, kinds in asking:
        arguments = ", ".join(values[kind] for kind in kinds)  # type: ignore[attr-defined]  # a list of texts
        given = [shop.organization] + [None] * (arguments.count("%s") - 1)
        with app.transaction():
            app.execute(SETTING, [str(new_uuid7())])
            told = app.execute(f"SELECT * FROM {name}({arguments})".encode(), given).fetchall()
        assert told in ([], [(None,)]), name


def test_functions_that_pass_policies_by_are_few_and_closed(owner: psycopg.Connection[Row]) -> None:
    """A fixed search path, an owner that cannot sign in, nobody but the application may call them."""
    found = owner.execute(
        "SELECT p.proname, pg_get_userbyid(p.proowner), coalesce(array_to_string(p.proconfig, ','), ''), "
        "has_function_privilege('public', p.oid, 'EXECUTE') FROM pg_proc p "
        "WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace"
    ).fetchall()

    assert len(found) > 20
    for name, whose, config, is_public in found:
        assert str(config).startswith("search_path="), name
        assert whose in ("comptoir_lookup", "comptoir_owner"), name
        assert not is_public, name
    assert owner.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'comptoir_lookup'").fetchone() == (False,)


def test_no_function_of_ours_claims_to_be_leakproof(owner: psycopg.Connection[Row]) -> None:
    """One that is not, but says so, is asked about rows before the policy is."""
    claimed = owner.execute(
        "SELECT proname FROM pg_proc WHERE proleakproof AND pronamespace = 'public'::regnamespace"
    ).fetchall()

    assert claimed == []


def test_statistics_tell_nothing_of_anybodys_rows(owner: psycopg.Connection[Row], app: psycopg.Connection[Row]) -> None:
    """The planner keeps common values of every table; PostgreSQL hides them where a policy judges."""
    owner.execute("ANALYZE catalog_item")
    owner.commit()
    asked = "SELECT count(*) FROM pg_stats WHERE schemaname = 'public' AND tablename = 'catalog_item'"

    assert app.execute(asked).fetchone() == (0,)
