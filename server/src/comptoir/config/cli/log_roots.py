"""`comptoir log-roots`: today's heads as files, for time stamps by others."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, LiteralString

import psycopg

from comptoir.config.database import database_of
from comptoir.config.home import Home, demo_hint
from comptoir.config.migrating import show
from comptoir.config.witness.roots import write_roots
from comptoir.platform.postgres import PostgresUnavailable

# With the lines of the witnesses that cosigned this very head.
HEADS: Final[LiteralString] = """
    SELECT h.note, h.note || coalesce((
        SELECT string_agg(c.line, '' ORDER BY c.line) FROM witnesses_cosignature c
        WHERE c.organization_id = h.organization_id AND c.size = h.size AND c.head = h.note
    ), '') FROM platform_tree_head h
"""


def write_log_roots(folder: Path, *, is_demo: bool) -> int:
    """Answers the exit code; a log that has its file of this day is left as it is."""
    home = Home.of_environment().demo if is_demo else Home.of_environment()
    if not os.environ.get("DATABASE_URL") and not home.cluster.is_made():
        print(f"There is no database in {home.path}.{demo_hint(home)}", file=sys.stderr)
        return 2
    try:
        with database_of(home, on_wait=show) as addresses:
            written = roots_of(addresses.owner, folder)
    except (PostgresUnavailable, psycopg.OperationalError) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    for path in written:
        print(path)
    return 0


def roots_of(owner: str, folder: Path) -> list[Path]:
    """By the owner's connection, which sees every log."""
    with psycopg.connect(owner) as connection:
        heads = {str(note).partition("\n")[0]: str(cosigned) for note, cosigned in connection.execute(HEADS)}
    return write_roots(folder, heads, datetime.now(UTC).date())
