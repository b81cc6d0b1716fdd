"""An organization's log, written to as the sequencer does, and its tree: for tests."""

import asyncio
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import asyncpg
import psycopg
import pytest

from comptoir.journal.signed_note import Checkpoint, Note, Verifier, read_checkpoint, read_note, signed_at
from comptoir.platform.tenancy import reading
from comptoir.platform.tree import LogProof, prove, tree_grower
from comptoir.tills.log_key import LogSigner, log_verifier
from tests.databases import TestDatabase
from tests.sales.shop import open_shop


def subject(position: int) -> UUID:
    return UUID(int=position)


class Log:
    """An organization's log, written to as the sequencer does, by whoever owns the database."""

    def __init__(self, database: TestDatabase, organization: UUID) -> None:
        self.organization = organization
        self._app = database.app
        self.owner = psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"], autocommit=True)

    def add(self, *digests: bytes) -> None:
        self.owner.execute(
            "INSERT INTO platform_log (organization_id, position, topic, subject, digest)"
            " SELECT %(shop)s, b + n, 'entry', lpad(to_hex(b + n), 32, '0')::uuid, d"
            " FROM (SELECT count(*) AS b FROM platform_log WHERE organization_id = %(shop)s) before,"
            " unnest(%(digests)s::bytea[]) WITH ORDINALITY given (d, n)",
            {"shop": self.organization, "digests": list(digests)},
        )
        # Whoever sequences what the shop's founding said goes on behind.
        self.change(
            "UPDATE platform_log_head h SET position = (SELECT max(position) FROM platform_log l"
            " WHERE l.organization_id = h.organization_id) WHERE organization_id = %s"
        )

    def change(self, statement: str, *values: object) -> None:
        assert self.owner.execute(statement, [self.organization, *values]).rowcount > 0

    def grow(self, signer: LogSigner | None = None) -> None:
        async def run() -> None:
            connection = await asyncpg.connect(self._app)
            try:
                while await tree_grower(signer or LogSigner())(connection, self.organization):
                    pass
            finally:
                await connection.close()

        asyncio.run(run())

    def prove(self, position: int) -> LogProof:
        with reading(self.organization):
            proof = prove(self.organization, "entry", subject(position))
        assert proof is not None
        return proof

    def head(self, verifier: Verifier | None = None) -> tuple[Note, Checkpoint]:
        """The newest, believed."""
        row = self.owner.execute("SELECT note FROM platform_tree_head WHERE organization_id = %s", [self.organization])
        note = read_note(str(row.fetchone()[0]))  # type: ignore[index]
        assert signed_at(note, verifier or log_verifier(self.organization)) == 0
        return note, read_checkpoint(note.text)


def digests(first: int, last: int) -> list[bytes]:
    return [sha256(b"entry %d" % number).digest() for number in range(first, last + 1)]


@pytest.fixture
def log(database: TestDatabase, db: None, settings, tmp_path: Path) -> Iterator[Log]:
    """Of a new shop."""
    settings.HOME = tmp_path
    opened = Log(database, open_shop().organization)
    yield opened
    opened.owner.close()
