"""The background work of moving out: files of everything, one after the other, by the application's own role.

Row-level security stands while a file is written: what is asked wrongly here still holds one organization's rows only.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path
from uuid import UUID

import psycopg
from django.db import connection as django_connection

from comptoir.moving.carried import CannotCarry, Connection
from comptoir.moving.carrying_out import Step, Written, carry_out
from comptoir.moving.commands import BeatExport, ClaimExport, EndExport
from comptoir.moving.exporting import (
    Claimed,
    beat_export,
    claim_export,
    end_export,
    expire_exports,
    export_path,
    exports_folder,
    standing_files,
)
from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.platform.tenancy import reading

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0
BEAT_SECONDS = 1.0
FOLDER_MODE, FILE_MODE = 0o700, 0o600


class Unwanted(Exception):
    """Cancelled, or another worker has it."""


class Stopping(Exception):
    """This process ends; another one makes it."""


def work_once(now: datetime, *, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Make what waits, and remove what nobody may fetch any more; answers how many were made."""
    made = 0
    for organization in organizations_of("moving_organizations_exporting"):
        expire_exports(ClaimExport(organization=organization, now=now))
        claimed = claim_export(ClaimExport(organization=organization, now=now))
        if claimed is not None:
            made += 1
            _make(organization, claimed, is_stopping)
    _sweep()
    return made


def _make(organization: UUID, claimed: Claimed, is_stopping: Callable[[], bool]) -> None:
    path = export_path(claimed.export, claimed.attempt)
    end = partial(EndExport, organization=organization, export=claimed.export, attempt=claimed.attempt)
    try:
        written = _write(organization, claimed, path, is_stopping)
        path.chmod(FILE_MODE)
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
    except Unwanted:
        return
    except Stopping:
        end_export(end(state="waiting", now=datetime.now(UTC)))
        return
    except (psycopg.Error, CannotCarry):
        # It stands as begun and is begun again when it has been silent for a while, three times at most.
        log.exception("an export broke off")
        return
    except OSError:
        log.exception("an export found no room")
        end_export(end(state="failed", reason="disk", now=datetime.now(UTC)))
        return
    is_wanted = end_export(
        end(
            state="ready", rows=written.rows, entries=written.entries, bytes=path.stat().st_size, sha256=digest,
            now=datetime.now(UTC),
        )
    )  # fmt: skip
    if not is_wanted:
        path.unlink(missing_ok=True)


def _write(organization: UUID, claimed: Claimed, path: Path, is_stopping: Callable[[], bool]) -> Written:
    exports_folder().mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    beaten = 0.0

    def tell(step: Step) -> None:
        nonlocal beaten
        if is_stopping():
            raise Stopping
        if time.monotonic() - beaten < BEAT_SECONDS:
            return
        beaten = time.monotonic()
        beat = BeatExport(
            organization=organization, export=claimed.export, attempt=claimed.attempt, tables_done=step.done,
            tables=step.tables, now=datetime.now(UTC),
        )  # fmt: skip
        if not beat_export(beat):
            raise Unwanted

    with _own_connection() as connection:
        return carry_out(connection, path, organization=organization, now=datetime.now(UTC), progress=tell)


def _own_connection() -> Connection:
    """Beside Django's, as the same role: one snapshot for as long as it takes."""
    parameters = {
        name: value
        for name, value in django_connection.get_connection_params().items()
        if name not in ("cursor_factory", "context", "server_side_binding", "options")
    }
    return psycopg.connect(**parameters)


def _sweep() -> None:
    """Files that no row names: of workers that died, of exports that were cancelled or are over."""
    folder = exports_folder()
    if not folder.exists():
        return
    # Listed first: whoever begins one after that has its row, but no file in this list.
    found = list(folder.iterdir())
    standing: set[str] = set()
    for organization in organizations_of("moving_organizations_exporting"):
        with reading(organization):
            standing |= standing_files()
    for file in found:
        # What is being written carries its name in front.
        name = file.name.removeprefix(".").removesuffix(".part")
        if name not in standing:
            file.unlink(missing_ok=True)


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: each export is made by one."""
    await run_rounds(partial(work_once, is_stopping=stop.is_set), stop, poll_seconds=POLL_SECONDS, what="exports")
