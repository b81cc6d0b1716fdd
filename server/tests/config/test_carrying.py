"""Everything of a shop out into a file and into an empty Comptoir: equal to the row, verified, and nobody else's."""

import asyncio
import json
import zipfile
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg
import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from comptoir.accounting.public import closings
from comptoir.commissions.errors import DayClosed
from comptoir.config.carrying_in import carry_in
from comptoir.config.verification import verify_database
from comptoir.identity.commands import AddMembership, CreateUser
from comptoir.identity.public import Role, add_membership, create_user
from comptoir.journal import digest
from comptoir.kernel import new_uuid7
from comptoir.moving.carried import LEFT_OUT, MANIFEST, CannotCarry
from comptoir.moving.carrying_out import carry_out
from comptoir.platform.postgres import RunningServer
from comptoir.platform.tenancy import reading
from comptoir.sales.day_report import Report, report
from comptoir.sales.scope import Scope
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.accounting.test_earnings import add
from tests.accounting.test_periods import company, reopen
from tests.config.furnished import FURNISHED, furnish, read_all
from tests.databases import EMPTY, TestDatabase, copy_database, make_database, point_django_at
from tests.sales.shop import Counter, Shop, new_till, open_shop, with_counter

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
NOON = datetime(2026, 11, 19, 11, 30, tzinfo=UTC)
DAY = date(2026, 11, 19)


@pytest.fixture(scope="module")
def empty(postgres: RunningServer, database: TestDatabase, django_db_blocker: DjangoDbBlocker) -> TestDatabase:
    """Another Comptoir, which holds nothing."""
    copy_database(postgres, "elsewhere", of=EMPTY)
    with django_db_blocker.unblock():
        made = make_database(postgres, "elsewhere")
        point_django_at(database)
    return made


@dataclass(frozen=True, slots=True)
class House:
    """The shop that goes out, and a till that goes on selling."""

    shop: Shop
    till: SimulatedTill


@pytest.fixture
def house(db: None, database: TestDatabase, settings, tmp_path: Path) -> House:
    """A shop with an owner, a sealed day; the database holds another one beside it."""
    settings.HOME = tmp_path
    settings.PASSWORD_HASHERS = ["tests.identity.hashers.QuickArgon2"]
    shop, other = open_shop(), open_shop()
    user = new_uuid7()
    create_user(CreateUser(id=user, email=f"{user}@x.example", name="Ada", password="quiet-zinc-till", language="fr"))
    add_membership(
        AddMembership(organization=shop.organization, person=None, id=new_uuid7(), user=user, role=Role.OWNER)
    )

    places = [(place, new_till(place)) for place in (shop, other)]

    async def trade(place: Shop, till: SimulatedTill) -> None:
        till.now = NOON
        entries: list[Sealed | bytes] = [till.start_chain(), till.open(10_000)]
        sale = till.sell([place.bread, place.bread, place.wine], card=500)
        entries += [sale, till.sell([place.wine]), till.refund(sale, {1: 1000})]
        connection = await asyncpg.connect(database.app)
        try:
            await Counter(connection).submit(till, entries)
        finally:
            await connection.close()

    for place, till in places:
        asyncio.run(trade(place, till))
    return House(shop, places[0][1])


def day_of(shop: Shop) -> Report:
    with reading(shop.organization):
        return report(Scope(shop.organization, None, DAY, DAY, DAY, "Europe/Paris"))


def written(database: TestDatabase, shop: Shop, file: Path) -> dict[str, object]:
    with psycopg.connect(database.owner) as connection:
        carry_out(connection, file, organization=shop.organization, now=NOW)
    with zipfile.ZipFile(file) as archive:
        manifest: dict[str, object] = json.loads(archive.read(MANIFEST))
    return manifest


def read(empty: TestDatabase, file: Path) -> list[str]:
    with psycopg.connect(empty.owner) as connection:
        return [
            one.name for one in carry_in(connection, file, hash_password=lambda text: f"hashed {len(text)}").passwords
        ]


def organizations(of: TestDatabase) -> int:
    with psycopg.connect(of.owner) as connection:
        row = connection.execute("SELECT count(*) FROM platform_organization").fetchone()
    assert row is not None
    return int(row[0])


def goes_on(house: House, empty: TestDatabase) -> None:
    """There, too, books that are closed stay closed until somebody opens them, and the till's next sale is its next."""
    with pytest.raises(DayClosed):
        add(house.shop, basis="net", rate_ppm=10_000, valid_from=DAY)
    sold = house.till.sell([house.shop.bread])
    [answer] = with_counter(empty.app, lambda counter: counter.submit(house.till, [sold]))
    assert answer.status == "stored"
    reopen(house.shop, 1)
    with reading(house.shop.organization):
        assert closings(company(house.shop)) == []
    assert day_of(house.shop).totals.sales_count == 5


def spoiled(file: Path, name: str, wrong: bytes) -> Path:
    """The same file with other bytes in one of its members."""
    copy = file.with_name("spoiled.zip")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(copy, "w") as target:
        for member in source.namelist():
            target.writestr(member, wrong if member == name else source.read(member))
    return copy


def refuse_what_is_spoiled(file: Path, manifest: dict[str, object], empty: TestDatabase) -> None:
    """In another format or of another version it comes in not at all."""
    with zipfile.ZipFile(file) as archive:
        sales = archive.read("tables/sales_sale.csv")
    wrongs = {
        "tables/sales_sale.csv": sales.replace(b",EUR,", b",USD,", 1),
        MANIFEST: json.dumps({**manifest, "schema": ["platform.0001_initial"]}).encode(),
    }
    for name, wrong in wrongs.items():
        with pytest.raises(CannotCarry):
            read(empty, spoiled(file, name, wrong))
    with pytest.raises(CannotCarry):
        read(empty, spoiled(file, MANIFEST, b"{}"))
    assert organizations(empty) == 0


def test_a_shop_goes_out_and_comes_in_equal(
    house: House, database: TestDatabase, empty: TestDatabase, tmp_path: Path
) -> None:
    shop, file = house.shop, tmp_path / "shop.zip"
    furnish(shop, house.till, database.app)
    manifest = written(database, shop, file)
    before, kept = day_of(shop), read_all(shop)

    refuse_what_is_spoiled(file, manifest, empty)
    with zipfile.ZipFile(file) as archive:
        lines = [archive.read(name) for name in archive.namelist() if name.endswith(".jsonl")]
        tables = {name for name in archive.namelist() if name.startswith("tables/")}
    assert read(empty, file) == ["Ada"]

    with psycopg.connect(empty.owner) as connection:
        verified = verify_database(connection, organization=None)
    assert (verified.entries, verified.chains, verified.findings) == (7, 1, [])
    again = written(empty, shop, tmp_path / "again.zip")
    told = {one["name"]: one["sha256"] for one in manifest["tables"]}  # type: ignore[attr-defined]  # JSON
    assert {one["name"]: one["sha256"] for one in again["tables"]} == told  # type: ignore[attr-defined]  # JSON
    assert (manifest["entries"], tables & {f"tables/{name}.csv" for name in LEFT_OUT}) == (7, set())
    [chain] = lines
    contents = [line.split(b" ", 1)[1] for line in chain.splitlines()]
    with psycopg.connect(empty.owner) as connection:
        digests = connection.execute("SELECT digest FROM sales_entry ORDER BY sequence").fetchall()
        password = connection.execute("SELECT password FROM identity_user").fetchall()
    assert [digest(content) for content in contents] == [bytes(row[0]).hex() for row in digests]
    assert password == [("hashed 16",)]
    point_django_at(empty)
    try:
        after, there = day_of(shop), read_all(shop)
        goes_on(house, empty)
    finally:
        point_django_at(database)
    assert after == before
    assert (before.totals.sales_count, before.totals.gross) == (4, 2900)
    for part in fields(there):
        assert getattr(there, part.name) == getattr(kept, part.name), part.name
    holds = {one["name"] for one in manifest["tables"] if one["rows"]}  # type: ignore[attr-defined]  # JSON
    assert FURNISHED - holds == set()
    assert organizations(empty) == 1
    with pytest.raises(CannotCarry, match="holds a shop already"):
        read(empty, file)


def test_several_shops_ask_which_and_nothing_is_left_of_a_file_that_broke(
    house: House, database: TestDatabase, tmp_path: Path
) -> None:
    shop, file = house.shop, tmp_path / "shop.zip"

    def broken(_: object) -> None:
        raise OSError("disk full")

    with psycopg.connect(database.owner) as connection:
        with pytest.raises(CannotCarry, match="--organization"):
            carry_out(connection, file, organization=None, now=NOW)
        with pytest.raises(CannotCarry, match="no such organization"):
            carry_out(connection, file, organization=new_uuid7(), now=NOW)
        with pytest.raises(OSError, match="disk full"):
            carry_out(connection, file, organization=shop.organization, now=NOW, progress=broken)

    assert list(tmp_path.glob("*shop.zip*")) == []
