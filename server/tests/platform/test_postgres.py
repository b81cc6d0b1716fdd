"""The embedded PostgreSQL on real servers: each fault of the wheel's own launcher is a test here."""

import contextlib
import os
import pwd
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from comptoir.platform.postgres import Cluster, PostgresUnavailable, RunningServer, Waiting, locate
from comptoir.platform.postgres_binaries import DEBIAN, inspect
from tests import migrated
from tests.platform.clusters import AS_ROOT, Make, ask, holder, kill_everything_of, mode, write

pytestmark = pytest.mark.slow  # real servers, started and killed


def test_first_start_makes_a_database_that_speaks_utf8_and_listens_on_no_port(make: Make) -> None:
    server = make().start()

    assert ask(server, "SELECT upper('é')") == "É"
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SHOW data_checksums") == "on"
    server.stop()
    assert not server.is_alive()


def test_a_database_for_a_shop_is_durable(make: Make) -> None:
    server = make(durable=True).start()

    settings = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "jit")
    assert [ask(server, f"SHOW {name}") for name in settings] == ["on", "on", "on", "64MB", "off"]
    server.stop()


def test_the_password_is_needed_and_private(make: Make) -> None:
    cluster = make()
    server = cluster.start()

    for password in ("", "wrong"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.url(password=password), passfile="/dev/null")
    assert mode(cluster.data.with_name("database.password")) == 0o600
    assert mode(server.place) == 0o700
    assert mode(server.socket_folder) == 0o700
    server.stop()


def test_errors_in_the_log_name_no_customer(make: Make) -> None:
    cluster = make()
    server = cluster.start()

    write(server, "CREATE TABLE person (name text UNIQUE)", "INSERT INTO person VALUES ('Odile Martin')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        write(server, "INSERT INTO person VALUES ('Odile Martin')")

    server.stop()
    log = cluster.data.with_name("database.log").read_text()
    assert "duplicate key value violates" in log
    assert "Odile" not in log


def test_stop_and_start_keep_what_was_written(make: Make) -> None:
    cluster = make()
    server = cluster.start()
    write(server, "CREATE TABLE sale AS SELECT 42 AS gross")
    server.stop()

    server = cluster.start()

    assert not server.adopted
    assert ask(server, "SELECT gross FROM sale") == 42
    server.stop()


def test_the_server_outlives_a_killed_parent_and_is_adopted_and_stopped(make: Make) -> None:
    cluster = make()
    parent = holder(
        cluster.data,
        """
        server = Cluster(Path(sys.argv[1]), fast_unsafe=True).start()
        print(server.pid, flush=True)
        time.sleep(600)
        """,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()

    server = cluster.start()

    assert (server.adopted, server.pid) == (True, pid)
    assert ask(server, "SELECT 1") == 1
    server.stop()
    assert not server.is_alive()
    assert not cluster.is_running()
    again = cluster.start()
    assert not again.adopted
    again.stop()


def test_a_killed_server_recovers_and_loses_no_commit(make: Make) -> None:
    cluster = make(durable=True)
    server = cluster.start()
    write(server, "CREATE TABLE sale (gross int)")
    for gross in range(100):
        write(server, f"INSERT INTO sale VALUES ({gross})")
    kill_everything_of(server)
    assert (server.place / "postmaster.pid").exists()

    again = cluster.start()

    assert again.pid != server.pid
    assert ask(again, "SELECT count(*) FROM sale") == 100
    assert "redo" in cluster.data.with_name("database.log").read_text()
    again.stop()


def test_a_pid_that_went_to_another_program_is_no_running_server(make: Make) -> None:
    cluster = make()
    server = cluster.start()
    kill_everything_of(server)
    nobody_program = subprocess.Popen(["/bin/sleep", "60"], user=pwd.getpwnam("nobody").pw_uid if AS_ROOT else None)
    for lock_file in (server.place / "postmaster.pid", server.socket_folder / ".s.PGSQL.5432.lock"):
        lines = lock_file.read_text().splitlines()
        lock_file.write_text("\n".join([str(nobody_program.pid), *lines[1:]]) + "\n")

    again = cluster.start()

    assert not again.adopted
    assert nobody_program.poll() is None
    nobody_program.kill()
    nobody_program.wait()
    again.stop()


@pytest.mark.parametrize("text", ["", "12", "not a number\n/x\n\n\n\n\n\n\n"])
def test_a_damaged_pid_file_does_not_stop_the_start(make: Make, text: str) -> None:
    cluster = make()
    server = cluster.start()
    kill_everything_of(server)
    (server.place / "postmaster.pid").write_text(text)

    again = cluster.start()

    assert ask(again, "SELECT 1") == 1
    again.stop()


def test_start_waits_for_the_last_process_of_a_killed_server(make: Make) -> None:
    """A backend that is still busy would write into the files of the next server."""
    cluster = make()
    server = cluster.start()
    backend = psycopg.connect(server.url())
    child = backend.info.backend_pid
    os.kill(child, signal.SIGSTOP)
    kill_everything_of(server)
    waits: list[Waiting] = []

    def wait(waiting: Waiting) -> None:
        waits.append(waiting)
        if len(waits) == 2:
            os.kill(child, signal.SIGCONT)

    again = cluster.start(on_wait=wait)

    assert waits[0].seconds < waits[1].seconds
    assert waits[0].doing == "processes of another server still end"
    backend.close()
    again.stop()


@pytest.mark.slow
def test_a_start_of_more_than_ten_seconds_is_waited_for_and_told(make: Make, folder: Path) -> None:
    real = locate()
    slow = folder / "bin"
    slow.mkdir(mode=0o755)
    for name in ("initdb", "postgres"):
        program = slow / name
        delay = 'case "$*" in *listen*|*unix_socket*) sleep 12;; esac\n' if name == "postgres" else ""
        program.write_text(f'#!/bin/sh\n{delay}exec {real.program(name)} "$@"\n')
        program.chmod(0o755)
    binaries = inspect(slow, "slow")
    assert binaries is not None
    waits: list[Waiting] = []

    server = make(binaries=binaries).start(on_wait=waits.append)

    assert waits[-1].seconds >= 11
    assert {wait.doing for wait in waits} == {"the database is starting"}
    assert ask(server, "SELECT 1") == 1
    server.stop()


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl-C, and so would whatever it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_giving_up_while_it_starts_leaves_no_server(make: Make, folder: Path) -> None:
    real = locate()
    endless = folder / "bin"
    endless.mkdir(mode=0o755)
    for name in ("initdb", "postgres"):
        program = endless / name
        wait = 'case "$*" in *unix_socket*) exec sleep 600;; esac\n' if name == "postgres" else ""
        program.write_text(f'#!/bin/sh\n{wait}exec {real.program(name)} "$@"\n')
        program.chmod(0o755)
    cluster = make(binaries=inspect(endless, "endless"))

    def give_up(waiting: Waiting) -> None:
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        cluster.start(on_wait=give_up)

    assert time.monotonic() - began < 30
    assert not cluster.is_running()
    cluster.destroy()  # refuses while anything of it lives


@pytest.mark.slow
def test_recovery_of_much_work_is_waited_for(make: Make) -> None:
    cluster = make(durable=True)
    server = cluster.start()
    write(server, "ALTER SYSTEM SET max_wal_size = '4GB'", "ALTER SYSTEM SET checkpoint_timeout = '1h'")
    write(server, "SELECT pg_reload_conf()", "CREATE TABLE sale (id bigint PRIMARY KEY, text text)")
    write(server, "INSERT INTO sale SELECT n, repeat(md5(n::text), 10) FROM generate_series(1, 1000000) n")
    kill_everything_of(server)
    waits: list[Waiting] = []

    again = cluster.start(on_wait=waits.append)

    assert ask(again, "SELECT count(*) FROM sale") == 1_000_000
    assert waits
    again.stop()


def test_two_databases_run_side_by_side(make: Make) -> None:
    first, second = make("first").start(), make("second").start()

    write(first, "CREATE TABLE only_here ()")

    assert ask(second, "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'") == 0
    first.stop()
    assert ask(second, "SELECT 1") == 1
    second.stop()


def test_a_second_user_of_the_database_keeps_it_running(make: Make) -> None:
    cluster = make()
    shop = cluster.start()
    with cluster.running() as verification:
        assert (verification.adopted, verification.pid) == (True, shop.pid)
    assert shop.is_alive()

    shop.release()

    assert not shop.is_alive()


def test_ten_starts_at_once_give_one_server(make: Make) -> None:
    cluster = make()
    servers: list[RunningServer] = []
    threads = [threading.Thread(target=lambda: servers.append(cluster.start())) for _ in range(10)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({server.pid for server in servers}) == 1
    assert sorted(server.adopted for server in servers) == [False] + [True] * 9
    for server in servers:
        server.release()
    assert not cluster.is_running()


def test_a_lost_password_file_is_replaced(make: Make) -> None:
    cluster = make()
    server = cluster.start()
    write(server, "CREATE TABLE sale AS SELECT 42 AS gross")
    server.stop()
    cluster.data.with_name("database.password").unlink()

    again = cluster.start()

    assert ask(again, "SELECT gross FROM sale") == 42
    again.stop()


def test_an_interrupted_making_is_begun_again(make: Make) -> None:
    cluster = make()
    cluster.data.parent.mkdir(mode=0o755)
    (cluster.data.parent / ".database-cut").mkdir()
    (cluster.data.parent / ".database-cut" / "PG_VERSION").write_text("18\n")

    server = cluster.start()

    assert ask(server, "SELECT 1") == 1
    server.stop()


def test_foreign_files_are_left_alone(make: Make) -> None:
    cluster = make()
    cluster.data.mkdir(parents=True)
    (cluster.data / "holiday.jpg").write_text("a picture")

    with pytest.raises(PostgresUnavailable, match=r"another user|no database"):
        cluster.start()

    assert [path.name for path in cluster.data.iterdir()] == ["holiday.jpg"]


def test_a_database_of_another_major_version_is_refused_in_plain_words(make: Make) -> None:
    cluster = make()
    cluster.start().stop()
    (cluster.data / "PG_VERSION").write_text("12\n")

    with pytest.raises(PostgresUnavailable, match=r"made by PostgreSQL 12; only \d+\.\d+ is here"):
        cluster.start()


def test_a_server_that_gives_up_says_why(make: Make) -> None:
    cluster = make()
    cluster.start().stop()
    (cluster.data / "global" / "pg_control").unlink()

    with pytest.raises(PostgresUnavailable, match="pg_control"):
        cluster.start()


def test_a_path_too_long_for_a_socket_works(folder: Path) -> None:
    cluster = Cluster(folder / ("long" * 30) / "database", fast_unsafe=True, state=folder / "state")
    server = cluster.start()
    kept = server.socket_folder

    assert ask(server, "SELECT 1") == 1
    assert len(str(kept)) < 80
    assert mode(kept) == 0o700
    server.stop()
    assert not kept.exists()
    cluster.destroy()


def test_destroy_refuses_a_running_database_and_leaves_nothing_of_a_stopped_one(make: Make) -> None:
    cluster = make()
    server = cluster.start()
    with pytest.raises(PostgresUnavailable, match="is running"):
        cluster.destroy()
    server.stop()

    cluster.destroy()

    assert list(cluster.data.parent.iterdir()) == []


@pytest.mark.parametrize("major", [15, 16, 17])
def test_debian_versions_work(make: Make, major: int) -> None:
    binaries = inspect(DEBIAN / str(major) / "bin", "Debian")
    if binaries is None:
        pytest.skip(f"PostgreSQL {major} is not installed")
    cluster = make(binaries=binaries)

    server = cluster.start()

    assert ask(server, "SELECT current_setting('server_version_num')::int / 10000") == major
    assert ask(server, "SELECT upper('é')") == "É"
    server.stop()


def test_no_port_is_opened(make: Make) -> None:
    server = make().start()

    with contextlib.closing(socket.socket()) as client, pytest.raises(OSError, match="refused"):
        client.connect(("127.0.0.1", 5432))
    assert ask(server, "SELECT count(*) FROM pg_settings WHERE name = 'listen_addresses' AND setting = ''") == 1
    server.stop()


def test_the_server_of_a_test_run_that_was_killed_is_ended(make: Make, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(migrated, "KEPT", tmp_path)
    ours, orphan = make("ours"), make("orphan")
    ours.start(), orphan.start()
    gone = subprocess.Popen(["/bin/true"])
    gone.wait()
    for pid, cluster in ((os.getpid(), ours), (gone.pid, orphan)):
        (tmp_path / f"run-{os.geteuid()}-{pid}-x").write_text(str(cluster.data))

    migrated.end_orphans()

    assert (ours.is_running(), orphan.is_running(), orphan.is_made()) == (True, False, False)
    assert [note.name.split("-")[2] for note in tmp_path.iterdir()] == [str(os.getpid())]
