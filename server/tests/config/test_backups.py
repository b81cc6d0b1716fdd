"""A backup is made, read back from its place, restored and counted; what is not as it was is found and said."""

import base64
import io
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from comptoir.config.backup.beginning_again import drill
from comptoir.config.backup.making import Maker, beyond, name_of
from comptoir.config.backup.manifest import differences
from comptoir.config.backup.restoring import (
    CannotRestore,
    check_books,
    make_database,
    of_database,
    restore_books,
    scratch_database,
    swap_database,
)
from comptoir.config.backup.secrets_file import SecretsInTheWay, dump_secrets, read_secrets, unpack_secrets
from comptoir.config.backup.worker import is_due
from comptoir.config.database import Addresses
from comptoir.config.home import Home
from comptoir.kernel import new_uuid7
from comptoir.platform.backups.places import Kept
from comptoir.platform.backups.plan import Backups, Plan, Run
from comptoir.platform.backups.recovery import Kind, RecoveryKey
from comptoir.platform.backups.sealed_file import SealBroken
from comptoir.platform.postgres import RunningServer
from comptoir.tills.server_key import server_key
from tests.databases import APP_PASSWORD, OWNER_PASSWORD, TestDatabase
from tests.sales.shop import Shop, new_till, open_shop, submit

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)
BOOKS, SECRETS = RecoveryKey.new(Kind.BOOKS), RecoveryKey.new(Kind.SECRETS)


@dataclass(frozen=True, slots=True)
class House:
    """A home with a plan, and a shop in its database whose till has sealed three entries."""

    home: Home
    addresses: Addresses
    shop: Shop
    backups: Backups
    plan: Plan

    @property
    def maker(self) -> Maker:
        return Maker(self.home, self.addresses, self.plan)

    @property
    def place(self) -> Path:
        return Path(self.plan.place)


@pytest.fixture
def house(alone: TestDatabase, postgres: RunningServer, settings, tmp_path: Path) -> House:
    settings.HOME = tmp_path / "home"
    home = Home(settings.HOME)
    home.prepare()
    server_key()
    shop = open_shop()
    till = new_till(shop)

    submit(alone.app, till, [till.start_chain(), till.open(10_000), till.sell([shop.bread])])
    (home.secrets / "owner-password").write_text(OWNER_PASSWORD)
    (home.secrets / "app-password").write_text(APP_PASSWORD)
    books, secrets = (base64.b64encode(key.public).decode() for key in (BOOKS, SECRETS))
    plan = Plan(str(tmp_path / "place"), books, secrets, keep=2)
    backups = Backups(home.path)
    backups.write(plan)
    database = alone.owner.partition("?")[0].rpartition("/")[2]
    return House(home, Addresses(postgres.url("postgres"), alone.owner, alone.app, database), shop, backups, plan)


def held(house: House) -> list[int]:
    with psycopg.connect(house.addresses.owner) as connection:
        return [row[0] for row in connection.execute("SELECT held_sequence FROM tills_chain_head")]


def databases(house: House) -> set[str]:
    with psycopg.connect(house.addresses.owner) as connection:
        return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}


def test_a_backup_is_restored_to_try_it_and_tills_learn_how_far_it_holds(house: House) -> None:
    before = databases(house)

    secrets, books = house.maker.make(NOW)

    assert (books.name, books.entries, books.organizations) == ("20261127T183000Z-books.comptoir", 3, 1)
    assert (books.is_good, books.findings, books.trouble) == (True, (), "")
    assert (secrets.is_good, secrets.size > 0) == (True, True)
    assert held(house) == [3]
    assert house.backups.runs() == [secrets, books]
    assert databases(house) == before
    assert not list(house.home.spool.iterdir())


def test_what_lies_at_the_place_is_tried_not_what_was_meant(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that loses the end of a file: the run says so, nothing is held, and no older backup goes."""
    from comptoir.platform.backups.places import FolderPlace

    whole = FolderPlace.put

    def cut(self: FolderPlace, name: str, write):
        size = whole(self, name, write)
        os.truncate(self.path / name, size - 40)
        return size

    for day in (1, 2):
        house.maker.make(NOW.replace(day=day))
    monkeypatch.setattr(FolderPlace, "put", cut)
    with psycopg.connect(house.addresses.owner) as connection:
        connection.execute("UPDATE tills_chain_head SET held_sequence = 1")

    secrets, books = house.maker.make(NOW)

    assert "is not what was written" in books.findings[0]
    assert "is not what was written" in secrets.trouble
    assert not books.is_good
    assert held(house) == [1]
    assert len(list(house.place.glob("*.comptoir"))) == 6


def test_a_full_disk_is_a_run_that_failed_and_leaves_nothing_half(house: House) -> None:
    house.place.parent.joinpath("file").write_text("no folder")
    maker = Maker(house.home, house.addresses, Plan(str(house.place.parent / "file" / "x"), *keys(house)))

    secrets, books = maker.make(NOW)

    assert "does not take the backup" in books.trouble
    assert "does not take the backup" in secrets.trouble
    assert held(house) == [0]


def keys(house: House) -> tuple[str, str]:
    return house.plan.books_key, house.plan.secrets_key


def test_old_backups_go_once_a_newer_one_was_tried(house: House) -> None:
    for day in (1, 2, 3):
        house.maker.make(NOW.replace(day=day))

    assert sorted(path.name for path in house.place.iterdir()) == [
        "20261102T183000Z-books.comptoir",
        "20261102T183000Z-secrets.comptoir",
        "20261103T183000Z-books.comptoir",
        "20261103T183000Z-secrets.comptoir",
    ]
    assert beyond([Kept(name_of(NOW, Kind.BOOKS), 1)], 2) == []


def test_the_test_of_a_backup_finds_an_entry_that_was_changed_before(house: House) -> None:
    with psycopg.connect(house.addresses.owner) as connection:
        connection.execute("UPDATE sales_entry SET content = set_byte(content, 200, 65) WHERE sequence = 3")

    _, books = house.maker.make(NOW)

    assert any("its bytes do not have the stored digest" in what for what in books.findings)
    assert held(house) == [0]


def test_a_restored_database_that_lacks_a_row_is_named(house: House) -> None:
    house.maker.make(NOW)
    [file] = house.place.glob("*books*")

    with scratch_database(house.addresses, "lacking") as owner:
        with file.open("rb") as source:
            manifest = restore_books(source, BOOKS, owner=owner, name=file.name, spool=house.home.spool)
        assert check_books(owner, manifest) == []
        with psycopg.connect(owner) as connection:
            connection.execute("DELETE FROM sales_tender")
            connection.execute("UPDATE tills_chain_head SET sequence = 2")
        found = check_books(owner, manifest)

    assert len(found) == 2
    assert found[0] == "sales_tender: 1 rows were there, 0 came back"
    assert found[1].endswith("ended at 3 and does not end there")
    assert differences(manifest, manifest) == []


def test_a_file_under_another_name_or_of_another_kind_is_refused(house: House) -> None:
    house.maker.make(NOW)
    [books], [secrets] = list(house.place.glob("*books*")), list(house.place.glob("*secrets*"))

    with scratch_database(house.addresses, "refusing") as owner:
        with pytest.raises(SealBroken, match="lies there as"), books.open("rb") as source:
            restore_books(source, BOOKS, owner=owner, name="20990101T000000Z-books.comptoir", spool=house.home.spool)
        with pytest.raises(CannotRestore, match="not the books"), secrets.open("rb") as source:
            restore_books(source, SECRETS, owner=owner, name=None, spool=house.home.spool)
        with psycopg.connect(owner) as connection:
            assert connection.execute("SELECT to_regclass('sales_entry')").fetchone() == (None,)


def test_a_drill_touches_nothing_and_tells_what_came_back(house: House) -> None:
    house.maker.make(NOW)
    [file] = house.place.glob("*books*")
    before = databases(house)

    with file.open("rb") as source:
        report = drill(house.home, house.addresses, source, BOOKS, name=file.name, tell=lambda _: None)

    assert (report.entries, report.organizations, report.findings) == (3, 1, [])
    assert databases(house) == before
    assert not (house.home.path / "restored.json").exists()


def test_a_swap_keeps_what_was_there(house: House) -> None:
    name = f"fresh_{new_uuid7().hex}"
    own = replace(house.addresses, database=f"served_{new_uuid7().hex}")
    aside = f"aside_{new_uuid7().hex}"
    make_database(own, name)
    assert not swap_database(own, name, aside)
    make_database(own, name)
    with psycopg.connect(of_database(own.owner, name)) as connection:
        connection.execute("CREATE TABLE is_fresh ()")

    assert swap_database(own, name, aside)

    with psycopg.connect(of_database(own.owner, own.database)) as connection:
        assert connection.execute("SELECT to_regclass('is_fresh')").fetchone() == ("is_fresh",)
    with psycopg.connect(of_database(own.owner, aside)) as connection:
        assert connection.execute("SELECT to_regclass('is_fresh')").fetchone() == (None,)


def test_secrets_come_back_into_an_empty_home_and_never_over_other_ones(house: House, tmp_path: Path) -> None:
    (house.home.path / "log-heads").mkdir()
    (house.home.path / "log-heads" / "x.json").write_text("{}")
    target = io.BytesIO()
    dump_secrets(house.home, target, name="s", public=SECRETS.public, now=NOW)
    found = read_secrets(io.BytesIO(target.getvalue()), SECRETS, name="s")
    fresh, other = Home(tmp_path / "fresh"), Home(tmp_path / "other")
    other.prepare()
    (other.secrets / "server-key").write_text("another")

    assert unpack_secrets(fresh, found) == len(found)
    with pytest.raises(SecretsInTheWay):
        unpack_secrets(other, found)

    assert (fresh.secrets / "server-key").read_bytes() == (house.home.secrets / "server-key").read_bytes()
    assert (fresh.path / "log-heads" / "x.json").read_text() == "{}"
    assert (fresh.secrets / "server-key").stat().st_mode & 0o777 == 0o600
    assert (other.secrets / "server-key").read_text() == "another"
    assert unpack_secrets(fresh, found) == 0


def test_the_worker_makes_one_when_it_is_time_or_when_the_office_asks(house: House) -> None:
    assert not is_due(Backups(house.home.path / "elsewhere"), NOW)
    assert is_due(house.backups, NOW)
    house.backups.note(Run("x", NOW.isoformat(), Kind.BOOKS, tested=True))
    assert not is_due(house.backups, NOW.replace(hour=23))
    house.backups.ask()
    assert is_due(house.backups, NOW.replace(hour=23))
    house.backups.answer()
    assert is_due(house.backups, NOW.replace(day=28))
