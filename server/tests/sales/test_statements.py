"""The ledger's and the door's SQL fit the migrations, on whichever PostgreSQL the suite runs."""

import asyncio

import asyncpg
import psycopg
import pytest

from comptoir.edge import catalog, people, settings_document, snapshots, status, tender_settings
from comptoir.platform import follower, sequencer
from comptoir.sales import statements
from comptoir.stock import fold

# An array element is cast to its column on assignment; these are the casts that lose nothing unnoticed.
FITS = {
    "uuid": {"uuid"},
    "int8": {"int8", "int4", "int2"},
    "text": {"text", "varchar"},
    "bytea": {"bytea"},
    "timestamptz": {"timestamptz"},
    "date": {"date"},
    "bool": {"bool"},
}


@pytest.mark.parametrize("table", sorted(statements.TABLES))
def test_rows_have_the_columns_of_their_table(table: str, database) -> None:
    with psycopg.connect(database.owner) as connection:
        found = connection.execute(
            "SELECT column_name, udt_name, is_nullable, column_default FROM information_schema.columns "
            "WHERE table_name = %s",
            [table],
        ).fetchall()
    columns = {
        str(name): (str(kind), nullable == "YES", default is not None) for name, kind, nullable, default in found
    }
    types = statements.column_types(statements.TABLES[table])

    assert set(types) <= set(columns)
    for name, kind in types.items():
        assert columns[name][0] in FITS[kind], f"{table}.{name}"
    left_out = {name for name, (_, nullable, has_default) in columns.items() if not nullable and not has_default}
    # The outbox numbers itself by an identity column, which is no default in the catalogue.
    assert left_out - set(types) - {"id"} == set()


STATEMENTS = {
    **{name: text for name, text in vars(statements).items() if name.startswith(("WRITE_", "READ_", "LOCK_"))},
    "feed": catalog.READ_FEED,
    "chunk": catalog.READ_CHUNK,
    "documents": catalog.READ_DOCUMENTS,
    "snapshot": snapshots.READ_SNAPSHOT,
    "position": snapshots.READ_POSITION,
    "place": settings_document.READ_PLACE,
    "taxes": settings_document.READ_TAX_RATES,
    "categories": settings_document.READ_CATEGORIES,
    **{f"people {name}": text for name, text in vars(people).items() if name.startswith("READ_")},
    **{f"tenders {name}": text for name, text in vars(tender_settings).items() if name.startswith("READ_")},
    "device": status.UPDATE_DEVICE,
    "move": sequencer.MOVE,
    "fold": fold.FOLD,
    "batch": follower.END_OF_BATCH,
    "advance": follower.ADVANCE,
    "start": follower.START_CURSOR,
}


def test_every_statement_can_be_prepared_by_the_application(database) -> None:
    async def run() -> int:
        connection = await asyncpg.connect(database.app)
        try:
            await connection.execute(statements.PREPARE_SESSION)
            for text in STATEMENTS.values():
                await connection.prepare(text)
            await connection.prepare(statements.CALL_STRAIGHT)
            return len(STATEMENTS)
        finally:
            await connection.close()

    assert asyncio.run(run()) > 25
