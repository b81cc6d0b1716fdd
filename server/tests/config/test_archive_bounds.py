"""An export is judged by what it says of its members before one of them is unpacked."""

import zipfile
from pathlib import Path

import psycopg
import pytest

from comptoir.config import carrying_in
from comptoir.config.carrying_in import MEMBERS_MAX, SMALL_BYTES, carry_in
from comptoir.moving.carried import MANIFEST, CannotCarry
from tests.databases import TestDatabase


def read(file: Path, database: TestDatabase) -> None:
    with psycopg.connect(database.owner, autocommit=True) as connection:
        carry_in(connection, file, hash_password=str)


def test_a_member_that_grows_out_of_nothing_is_not_unpacked(
    database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, "{}")
        with archive.open("sales_entry.csv", "w", force_zip64=True) as member:
            for _ in range(SMALL_BYTES // (1 << 20) + 1):
                member.write(bytes(1 << 20))
    assert bomb.stat().st_size < SMALL_BYTES // 500
    opened: list[object] = []
    monkeypatch.setattr(carrying_in, "_manifest", opened.append)

    with pytest.raises(CannotCarry, match="too large for the file that they come in"):
        read(bomb, database)
    assert opened == []


@pytest.mark.parametrize("names", [[f"{number}.csv" for number in range(MEMBERS_MAX + 1)], ["a.csv", "a.csv"]])
def test_more_members_than_a_shop_has_tables_or_one_twice_are_refused(
    database: TestDatabase, tmp_path: Path, names: list[str]
) -> None:
    file = tmp_path / "many.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(MANIFEST, "{}")
        for name in names:
            if name in archive.namelist():
                with pytest.warns(UserWarning, match="Duplicate"):
                    archive.writestr(name, "")
            else:
                archive.writestr(name, "")

    with pytest.raises(CannotCarry, match="too many members, or one of them twice"):
        read(file, database)


def test_what_is_within_the_bounds_is_read_on(database: TestDatabase, tmp_path: Path) -> None:
    file = tmp_path / "other.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(MANIFEST, '{"format": "another", "format_version": 1}')

    with pytest.raises(CannotCarry, match="it has another format"):
        read(file, database)
