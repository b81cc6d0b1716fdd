"""The statements whose cost could grow with a shop, in a shop that no statistics know yet."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from comptoir.backoffice.queries import dashboard, stock
from comptoir.backoffice.queries.lots import LABELS
from comptoir.edge.lowest_prices import READ_CHANGED
from comptoir.insights import counting
from comptoir.insights.fold import READ_OPENINGS
from comptoir.kernel import new_uuid7
from comptoir.platform import follower
from comptoir.platform.postgres import RunningServer
from comptoir.platform.sequencer import MOVE
from comptoir.sales import closing_reader, reservations, statements
from comptoir.sales.charged import READ_ENTRIES
from comptoir.sales.corrections import READ_SETTLED
from comptoir.sales.giving_back import READ_CASH_LEFT
from comptoir.sales.late_tips import READ_UNKNOWN
from comptoir.stock.fold import FOLD
from comptoir.stock.operations.counts import ON_HAND
from tests.databases import EMPTY as MIGRATED
from tests.databases import TestDatabase, addresses_of, copy_database

# A shop after its first day, and after its first season: what a planner without statistics takes for cheap changes with
# the size. Below, a look-up may read the whole table, which is then a millisecond at most.
SIZES = (1_000, 12_000)
# Beside another shop's sales, so that the tree of the sales' key has grown by a level and no other index of theirs has.
TALL = 12_001
SALES_BESIDE = 18_000
ORGANIZATION, CHAIN, OTHER = (new_uuid7() for _ in range(3))

# What a look-up is about; every other column that needs a value gets an empty one. Row n has the identifier md5(n).
NUMBERED = "md5(n::text)::uuid"
MOMENT = "timestamptz '2026-01-01 00:30Z' + n * interval '1 hour'"
FILLED = {
    "sales_entry": {
        "device_time": MOMENT,
        "id": NUMBERED,
        "chain_id": f"'{CHAIN}'",
        "sequence": "n",
        "kind": "CASE n WHEN {rows} - 10 THEN 'closing' ELSE 'sale' END",
        "digest": "decode(md5(n::text), 'hex')",
    },
    "sales_sale": {
        "id": NUMBERED,
        "kind": "'sale'",
        "store_id": NUMBERED,
        "sold_at": MOMENT,
    },
    "sales_tender": {"sale_id": NUMBERED, "number": "1", "kind": "'cash'"},
    "sales_tender_detail": {"sale_id": NUMBERED, "number": "1"},
    "sales_act": {"entry_id": NUMBERED, "number": "1", "deed": "'void'", "happened_at": MOMENT},
    "sales_tax_subtotal": {"sale_id": NUMBERED, "number": "1"},
    "sales_tip": {"entry_id": NUMBERED, "number": "1", "kind": "'card'", "given_at": MOMENT},
    "sales_bottle_deposit": {"sale_id": NUMBERED, "number": "1"},
    "sales_payment": {"sale_id": NUMBERED, "purpose": "'deposit'"},
    "sales_line": {"sale_id": NUMBERED, "number": "1", "item_id": NUMBERED},
    "sales_line_label": {"sale_id": NUMBERED, "number": "1", "lot": "n::text", "serial": "n::text"},
    "stock_movement": {"document": NUMBERED, "line": "1"},
    "stock_level": {"store_id": NUMBERED, "item_id": NUMBERED},
    "stock_reservation": {
        "document": NUMBERED,
        "line": "1",
        "item_id": NUMBERED,
        "store_id": NUMBERED,
        "quantity_milli": "1000",
    },
    "payments_voucher_movement": {
        "entry_id": NUMBERED,
        "number": "1",
        "voucher_id": NUMBERED,
        "moved_at": MOMENT,
        "allowance": NUMBERED,
    },
    "catalog_item": {"id": NUMBERED},
    "catalog_price": {"id": NUMBERED, "item_id": NUMBERED, "position": "n", "changed_at": MOMENT},
    "sales_order": {"id": NUMBERED, "chain": f"'{CHAIN}'", "sequence": "n"},
    "catalog_item_traits": {"item_id": NUMBERED},
    "platform_store": {"id": NUMBERED, "timezone": "'UTC'"},
    "platform_log": {"position": "n", "subject": NUMBERED, "topic": "'sales.entry'"},
    "platform_outbox": {"id": "1000000000 + n", "subject": NUMBERED},
}
EMPTY = {
    "uuid": f"'{OTHER}'",
    "timestamptz": "now()",
    "date": "now()",
    **dict.fromkeys(("int2", "int4", "int8"), "0"),
    "bool": "false",
    "jsonb": "'{}'",
}


@pytest.fixture(scope="module", params=SIZES)
def rows_there(request: pytest.FixtureRequest) -> int:
    size: int = request.param
    return size


@pytest.fixture(scope="module")
def own(postgres: RunningServer, database: TestDatabase) -> TestDatabase:
    """Without the rows of other tests: how high an index has grown is a part of what a look-up costs."""
    copy_database(postgres, "plans", of=MIGRATED)
    return addresses_of(postgres, "plans")


@pytest.fixture(scope="module")
def new_shop(own: TestDatabase, rows_there: int) -> "Iterator[psycopg.Connection[tuple[Any, ...]]]":
    """A busy shop before its first ANALYZE, for the application's role; nothing of it stays."""
    with psycopg.connect(own.superuser) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")  # rows without what they refer to
        # Nobody gathers statistics meanwhile: beside those whom ANALYZE finds, this organization would look empty.
        connection.execute(f"LOCK TABLE {', '.join(FILLED)} IN SHARE UPDATE EXCLUSIVE MODE")
        # From nothing, whatever the size before has left: pages and indexes included.
        connection.execute(f"TRUNCATE {', '.join(FILLED)} CASCADE")
        if rows_there == TALL:
            beside = {**FILLED["sales_sale"], "id": "md5('beside' || n)::uuid"}
            _fill(connection, "sales_sale", SALES_BESIDE, {"organization_id": f"'{OTHER}'", **beside})
        for table, values in FILLED.items():
            _fill(connection, table, rows_there, {"organization_id": f"'{ORGANIZATION}'", **values})
        connection.execute("DELETE FROM pg_statistic")
        connection.execute("UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relkind IN ('r', 'i')")
        connection.execute("SET LOCAL ROLE comptoir_app")
        connection.execute("SELECT set_config('comptoir.organizations', %s, true)", [str(ORGANIZATION)])
        yield connection
        connection.rollback()


def _fill(connection: "psycopg.Connection[tuple[Any, ...]]", table: str, rows: int, values: dict[str, str]) -> None:
    needed = connection.execute(
        "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO' "
        "AND column_default IS NULL AND is_identity = 'NO'",
        [table],
    ).fetchall()
    row = {**{name: EMPTY.get(kind, "''") for name, kind in needed}, **values}
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) OVERRIDING SYSTEM VALUE "
        f"SELECT {', '.join(row.values()).replace('{rows}', str(rows))} FROM generate_series(1, {rows}) n"
    )


SALE = [f"'{{{ORGANIZATION}}}'", f"'{{{CHAIN}}}'", "'{7}'", "ARRAY[decode(md5('7'), 'hex')]"]
DAY = [f"'{ORGANIZATION}'", f"'{CHAIN}'", "101", "299"]
BEST_SELLERS = {
    "organization": f"'{ORGANIZATION}'::uuid",
    "store": "NULL",
    "first": "date '2026-01-10'",
    "last": "date '2026-01-10'",
    "since": "timestamptz '2026-01-09 10:00Z'",
    "until": "timestamptz '2026-01-11 12:00Z'",
    "limit": "8",
}
ONE_OF_THESE = ["ARRAY[md5('7')::uuid]"]
ARTICLE = {"organization": f"'{ORGANIZATION}'::uuid", "item": "md5('7')::uuid", "limit": "200"}
ONE_STORE = "FROM (SELECT * FROM platform_store WHERE id = md5('7')::uuid OFFSET 0) s"
STATEMENTS: dict[str, tuple[str, Any]] = {
    "originals": (statements.READ_ORIGINALS, SALE),
    "settled": (READ_SETTLED, SALE),
    "cash_left": (READ_CASH_LEFT, SALE),
    "day": (closing_reader.READ_PERIOD, DAY),
    "closing_before": (closing_reader.READ_BEFORE, [*DAY[:2], "{rows} - 19", "{rows}"]),
    "next_closing": (closing_reader.READ_NEXT_CLOSING, [*DAY[:2], "{rows} - 20"]),
    "alone": (statements.READ_ALONE, [SALE[0], ONE_OF_THESE[0], "ARRAY[timestamptz '2025-01-01 00:00Z']"]),
    "late_tip": (READ_UNKNOWN, [SALE[0], "'{" + str(OTHER) + "}'", *SALE[1:]]),
    "best_sellers": (dashboard.BEST_SELLERS, BEST_SELLERS),
    "fold": (FOLD, [f"'{ORGANIZATION}'", "100", "120"]),
    "sums": (counting.FOLD, [f"'{ORGANIZATION}'", "100", "120"]),
    "openings": (READ_OPENINGS, [f"'{ORGANIZATION}'", "100", "120"]),
    "touched": (reservations.READ_TOUCHED, [f"'{ORGANIZATION}'", "100", "120"]),
    "kept_orders": (reservations.READ_ORDERS, ONE_OF_THESE),
    "shelf": (reservations.READ_SHELF, ONE_OF_THESE),
    "on_hand": (ON_HAND, ARTICLE | {"store": "md5('7')::uuid"}),
    "stock_of_an_article": (stock.STOCK.replace("FROM platform_store s", ONE_STORE), ARTICLE),
    "charged": (READ_ENTRIES, [f"'{ORGANIZATION}'", "100", "120"]),
    "raised": (READ_CHANGED, [f"'{ORGANIZATION}'", MOMENT.replace(" n ", " ({rows} - 20) ")]),
    "lots": (LABELS, {"organization": f"'{ORGANIZATION}'::uuid", "codes": "ARRAY['7', '8']"}),
    "move": (MOVE, [f"'{ORGANIZATION}'", "20"]),
}
# Asked in the ledger's session, which looks up by key whatever the size; the others are asked of a large shop.
OF_THE_LEDGER = frozenset(
    {"originals", "settled", "cash_left", "day", "closing_before", "next_closing", "late_tip", "alone"}
)
# Asked in a follower's transaction.
OF_FOLLOWERS = frozenset({"fold", "sums", "openings", "touched", "kept_orders", "charged"})
READ = [
    ("originals", "sales_line", 1),
    ("settled", "sales_sale", 1),
    ("settled", "sales_tender", 1),
    ("cash_left", "sales_sale", 1),
    ("cash_left", "sales_tender", 1),
    ("day", "sales_entry", 199),
    ("day", "sales_sale", 199),
    ("day", "sales_tender", 199),
    ("day", "sales_tender_detail", 199),
    ("day", "sales_tip", 199),
    ("day", "sales_bottle_deposit", 199),
    ("day", "sales_payment", 199),
    ("closing_before", "sales_entry", 20),
    ("next_closing", "sales_entry", 20),
    ("late_tip", "sales_entry", 1),
    ("alone", "payments_voucher_movement", 1),
    ("best_sellers", "sales_line", 24),
    ("fold", "stock_movement", 20),
    ("sums", "sales_sale", 20),
    ("sums", "sales_act", 20),
    ("sums", "sales_line", 20),
    ("sums", "sales_tender", 20),
    ("sums", "sales_tender_detail", 20),
    ("sums", "sales_tax_subtotal", 20),
    ("sums", "sales_entry", 20),
    ("openings", "sales_entry", 20),
    ("touched", "sales_order", 20),
    ("kept_orders", "sales_order", 1),
    ("kept_orders", "sales_entry", 1),
    ("shelf", "catalog_item_traits", 1),
    ("stock_of_an_article", "stock_reservation", 1),
    ("stock_of_an_article", "stock_level", 1),
    ("on_hand", "stock_level", 1),
    ("charged", "sales_sale", 20),
    ("charged", "sales_entry", 20),
    ("raised", "catalog_price", 20),
    ("lots", "sales_line_label", 2),
    ("move", "platform_outbox", 20),
]


@pytest.mark.parametrize(("name", "table", "rows"), [read for read in READ if read[0] in OF_THE_LEDGER])
def test_the_ledger_reads_the_rows_that_it_asks_for_and_no_others(
    name: str, table: str, rows: int, new_shop, rows_there: int
) -> None:
    assert _read(name, table, new_shop, rows_there) == {rows}


@pytest.mark.parametrize("rows_there", [SIZES[-1], TALL], indirect=True)
@pytest.mark.parametrize(("name", "table", "rows"), [read for read in READ if read[0] not in OF_THE_LEDGER])
def test_in_a_large_shop_it_reads_the_rows_that_it_asks_for_and_no_others(
    name: str, table: str, rows: int, new_shop, rows_there: int
) -> None:
    assert _read(name, table, new_shop, rows_there) == {rows}


def _read(name: str, table: str, shop: "psycopg.Connection[tuple[Any, ...]]", rows_there: int) -> set[int]:
    """How many rows it reads of a table; a look-up that finds nothing reads nothing."""
    query, arguments = STATEMENTS[name]
    asked = (
        re.sub(r"%\((\w+)\)s", lambda found: arguments[found[1]], query)
        if isinstance(arguments, dict)
        else re.sub(r"[$](\d+)", lambda found: arguments[int(found[1]) - 1], query)
    )

    # As the session does that asks it.
    shop.execute("SAVEPOINT asking")
    if name in OF_THE_LEDGER:
        shop.execute(statements.BY_KEY.replace("SET ", "SET LOCAL ").encode())
    if name in OF_FOLLOWERS:
        shop.execute(follower.BY_KEY)
    asked = asked.replace("{rows}", str(rows_there))
    [[plan]] = shop.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}".encode()).fetchall()
    shop.execute("ROLLBACK TO SAVEPOINT asking")
    return _rows_read(plan[0]["Plan"], table) - {0}


def _rows_read(node: dict[str, Any], table: str) -> set[int]:
    """How many rows each scan of a table read, those that it threw away included, over all its loops."""
    found = set()
    if node.get("Relation Name") == table and node["Actual Loops"] and "Scan" in node["Node Type"]:
        per_loop = [node["Actual Rows"], *(count for name, count in node.items() if name.startswith("Rows Removed by"))]
        found.add(round(sum(per_loop) * node["Actual Loops"]))
    return found.union(*(_rows_read(child, table) for child in node.get("Plans", [])))
