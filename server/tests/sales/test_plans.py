"""The statements whose cost could grow with a shop, in a shop that no statistics know yet."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from comptoir.kernel import new_uuid7
from comptoir.platform.sequencer import MOVE
from comptoir.sales import statements
from comptoir.sales.corrections import READ_SETTLED
from comptoir.sales.giving_back import READ_CASH_LEFT
from comptoir.stock.fold import FOLD

ROWS = 12_000
ORGANIZATION, CHAIN, OTHER = (new_uuid7() for _ in range(3))

# What a look-up is about; every other column that needs a value gets an empty one. Row n has the identifier md5(n).
NUMBERED = "md5(n::text)::uuid"
FILLED = {
    "sales_entry": {
        "id": NUMBERED,
        "chain_id": f"'{CHAIN}'",
        "sequence": "n",
        "kind": "'sale'",
        "digest": "decode(md5(n::text), 'hex')",
    },
    "sales_sale": {"id": NUMBERED, "kind": "'sale'"},
    "sales_tender": {"sale_id": NUMBERED, "number": "1", "kind": "'cash'"},
    "sales_line": {"sale_id": NUMBERED, "number": "1"},
    "stock_movement": {"document": NUMBERED, "line": "1"},
    "platform_log": {"position": "n", "subject": NUMBERED},
    "platform_outbox": {"id": "1000000000 + n", "subject": NUMBERED},
}
EMPTY = {"uuid": f"'{OTHER}'", "timestamptz": "now()", "date": "now()", "int4": "0", "int8": "0", "bool": "false"}


@pytest.fixture(scope="module")
def new_shop(database) -> "Iterator[psycopg.Connection[tuple[Any, ...]]]":
    """A busy shop before its first ANALYZE, for the application's role; nothing of it stays."""
    with psycopg.connect(database.superuser) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")  # rows without what they refer to
        for table, values in FILLED.items():
            _fill(connection, table, {"organization_id": f"'{ORGANIZATION}'", **values})
        connection.execute("DELETE FROM pg_statistic")
        connection.execute("UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relkind IN ('r', 'i')")
        connection.execute("SET LOCAL ROLE comptoir_app")
        connection.execute("SELECT set_config('comptoir.organizations', %s, true)", [str(ORGANIZATION)])
        yield connection
        connection.rollback()


def _fill(connection: "psycopg.Connection[tuple[Any, ...]]", table: str, values: dict[str, str]) -> None:
    needed = connection.execute(
        "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO' "
        "AND column_default IS NULL AND is_identity = 'NO'",
        [table],
    ).fetchall()
    row = {**{name: EMPTY.get(kind, "''") for name, kind in needed}, **values}
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) OVERRIDING SYSTEM VALUE "
        f"SELECT {', '.join(row.values())} FROM generate_series(1, {ROWS}) n"
    )


SALE = [f"'{{{ORGANIZATION}}}'", f"'{{{CHAIN}}}'", "'{7}'", "ARRAY[decode(md5('7'), 'hex')]"]
STATEMENTS = {
    "originals": (statements.READ_ORIGINALS, SALE),
    "settled": (READ_SETTLED, SALE),
    "cash_left": (READ_CASH_LEFT, SALE),
    "fold": (FOLD, [f"'{ORGANIZATION}'", "100", "120"]),
    "move": (MOVE, [f"'{ORGANIZATION}'", "20"]),
}


@pytest.mark.parametrize(
    ("name", "table", "rows"),
    [
        ("originals", "sales_line", 1),
        ("settled", "sales_sale", 1),
        ("settled", "sales_tender", 1),
        ("cash_left", "sales_sale", 1),
        ("cash_left", "sales_tender", 1),
        ("fold", "stock_movement", 20),
        ("move", "platform_outbox", 20),
    ],
)
def test_it_reads_the_rows_that_it_asks_for_and_no_others(name: str, table: str, rows: int, new_shop) -> None:
    query, arguments = STATEMENTS[name]
    asked = re.sub(r"[$](\d+)", lambda found: arguments[int(found[1]) - 1], query)

    [[plan]] = new_shop.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}").fetchall()

    # A look-up that finds nothing reads nothing.
    assert _rows_read(plan[0]["Plan"], table) - {0} == {rows}


def _rows_read(node: dict[str, Any], table: str) -> set[int]:
    """How many rows each scan of a table read, those that it threw away included, over all its loops."""
    found = set()
    if node.get("Relation Name") == table and node["Actual Loops"] and "Scan" in node["Node Type"]:
        per_loop = [node["Actual Rows"], *(count for name, count in node.items() if name.startswith("Rows Removed by"))]
        found.add(round(sum(per_loop) * node["Actual Loops"]))
    return found.union(*(_rows_read(child, table) for child in node.get("Plans", [])))
