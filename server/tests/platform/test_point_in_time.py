"""Back to a moment, as deploy/point-in-time/ says: a base backup, the archived log, and nothing after the moment."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from comptoir.platform.postgres import Cluster, RunningServer

pytestmark = pytest.mark.slow
DEPLOY = Path(__file__).resolve().parents[3] / "deploy" / "point-in-time"


@contextmanager
def running(data: Path) -> Iterator[RunningServer]:
    server = Cluster(data).start()
    try:
        yield server
    finally:
        server.stop()


def own(path: Path, like: Path) -> None:
    """Give a tree to the account of the database."""
    if os.geteuid() != 0:
        return
    owner = like.stat()
    for one in (path, *path.rglob("*")):
        os.chown(one, owner.st_uid, owner.st_gid)


def ask(server: RunningServer, question: str) -> object:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def do(server: RunningServer, *statements: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def until(is_so: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < ends, what
        time.sleep(0.1)


def go_back(place: Path, base: Path, archive: Path, moment: str) -> None:
    """As the page says, in place of what is there."""
    for old in place.iterdir():
        shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    shutil.copytree(base, place, dirs_exist_ok=True)
    with (place / "postgresql.auto.conf").open("a") as stream:
        stream.write(f"restore_command = 'cp {archive}/%f %p'\nrecovery_target_time = '{moment}'\n")
        stream.write("recovery_target_action = 'promote'\n")
    (place / "recovery.signal").touch()
    own(place, archive)


def test_the_database_comes_back_as_it_was_at_a_moment(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data) as server:
        place, programs = data.resolve(), server.binaries
    if not Path(programs.program("pg_basebackup")).exists():
        pytest.skip("this PostgreSQL comes without pg_basebackup")
    # The account of the database must be able to come here.
    base, archive = place.with_name(f"{place.name}-base"), place.with_name(f"{place.name}-wal")
    archive.mkdir()
    own(archive, place)
    settings = (DEPLOY / "archive.conf").read_text().replace("/srv/comptoir-wal", str(archive))
    with (place / "postgresql.conf").open("a") as stream:
        stream.write(settings)

    try:
        with running(data) as server:
            do(server, "CREATE TABLE told (what text)", "INSERT INTO told VALUES ('before the base backup')")
            command = [programs.program("pg_basebackup"), f"--pgdata={base}", "--checkpoint=fast", "--wal-method=none"]
            subprocess.run([*command, f"--dbname={server.url()}"], check=True, capture_output=True)
            do(server, "INSERT INTO told VALUES ('before the moment')")
            time.sleep(0.1)
            moment = ask(server, "SELECT clock_timestamp()::text")
            time.sleep(0.1)
            do(server, "INSERT INTO told VALUES ('after it')", "DELETE FROM told WHERE what LIKE 'before%'")
            segment = ask(server, "SELECT pg_walfile_name(pg_switch_wal())")
            until((archive / str(segment)).exists, "the log is archived")
        go_back(place, base, archive, str(moment))
        with running(data) as server:
            found = ask(server, "SELECT string_agg(what, ', ' ORDER BY what) FROM told")
            until(lambda: ask(server, "SELECT NOT pg_is_in_recovery()") is True, "it is promoted")
    finally:
        for path in (base, archive):
            shutil.rmtree(path, ignore_errors=True)
        Cluster(data).destroy()

    assert found == "before the base backup, before the moment"
