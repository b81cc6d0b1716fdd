"""An export that is there, without writing one."""

import os
from uuid import UUID

import psycopg

from comptoir.kernel import new_uuid7
from comptoir.moving.exporting import export_path, exports_folder

CONTENT = b"PK of a shop"


def ready_export(organization: UUID, *, days_ago: int = 0) -> UUID:
    """A row and its file."""
    export = new_uuid7()
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute(
            "INSERT INTO moving_export (organization_id, id, state, attempt, tables_done, tables, rows, entries, "
            "bytes, sha256, reason, asked_at, ended_at) VALUES (%s, %s, 'ready', 1, 3, 3, 7, 2, %s, repeat('a', 64), "
            "'', now(), now() - make_interval(days => %s))",
            [organization, export, len(CONTENT), days_ago],
        )
    exports_folder().mkdir(parents=True, exist_ok=True)
    export_path(export, 1).write_bytes(CONTENT)
    return export
