"""Every table that the verifier compares: as it should be nothing is found, and each cell that is changed is named."""

import csv
import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from comptoir_verify import export
from comptoir_verify.export import Asked, verify_export
from comptoir_verify.findings import Report
from comptoir_verify.rows import TABLES
from tests.exports import Shop, hand_written
from tests.sealed import server_public


class Here:
    """The work of a pool, in this process."""

    def __init__(self, _count, make, *arguments) -> None:  # type: ignore[no-untyped-def]
        self._work = make(*arguments)

    def run(self, pieces):  # type: ignore[no-untyped-def]
        return map(self._work, pieces)

    def finish(self):  # type: ignore[no-untyped-def]
        return [self._work(None)]

    def stop(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "Pool", Here)


def checked(shop: Shop, folder: Path) -> Report:
    return verify_export(shop.write(folder / "shop.zip"), Asked(server_public(shop.server)))


def test_the_shop_as_it_is(tmp_path: Path) -> None:
    report = checked(Shop(), tmp_path)
    assert (report.findings, report.remarks) == ([], [])
    assert (report.entries, report.log_lines) == (9, 10)


CELLS = [
    (name, row, column)
    for name, table in TABLES.items()
    for row, cells in enumerate(hand_written()[table.file.removeprefix("tables/").removesuffix(".csv")][1])
    for column in table.columns
    if "issued" not in cells  # what the office issued belongs to no entry
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "row", "column"), CELLS)
def test_each_cell_that_is_changed_is_named(name: str, row: int, column: str, tmp_path: Path) -> None:
    table = TABLES[name]
    file = table.file.removeprefix("tables/").removesuffix(".csv")
    header, rows = hand_written()[file]
    place, entry = header.split(",").index(column), rows[row][header.split(",").index(table.entry)]
    shop = Shop()
    written = shop.write(tmp_path / "shop.zip")
    changed = [list(one) for one in rows]
    changed[row][place] = "2026-11-22 08:30:00+00" if column.endswith("_at") else f"{changed[row][place]}7"
    _swap(written, table.file, header, changed)

    report = verify_export(written, Asked(server_public(shop.server)))

    assert {one.entry for one in report.findings} == {entry}
    assert {one.code for one in report.findings} <= {"cell", "rows", "row_missing"}


def test_a_row_that_is_missing_and_one_that_nobody_sealed_are_named(tmp_path: Path) -> None:
    shop = Shop()
    written = shop.write(tmp_path / "shop.zip")
    header, rows = hand_written()["sales_act"]
    invented = ["01900000-0000-7000-8000-00000000ffff", *rows[-1][1:]]
    _swap(written, "tables/sales_act.csv", header, [*rows[:-1], invented])

    report = verify_export(written, Asked(server_public(shop.server)))

    assert sorted((one.code, one.document) for one in report.findings) == [
        ("invented", f"tables/sales_act.csv {invented[0]}"),
        ("row_missing", "A1-1-9"),
    ]


def test_a_table_that_is_not_there_is_said(tmp_path: Path) -> None:
    shop = Shop()
    written = shop.write(tmp_path / "shop.zip")
    _swap(written, "tables/sales_act.csv", "", None)

    report = verify_export(written, Asked(server_public(shop.server)))

    assert report.findings == []
    assert [(one.code, one.document) for one in report.remarks] == [("table_absent", "tables/sales_act.csv")]


def test_what_a_revoked_key_sealed_is_named_unless_somebody_adopted_it(tmp_path: Path) -> None:
    report = checked(Shop(revoked_at=7), tmp_path)
    assert [(one.code, one.document, one.details) for one in report.findings] == [
        ("after_revoke", "A1-1-8", {"last": 7}),
        ("after_revoke", "A1-1-9", {"last": 7}),
    ]
    report = checked(Shop(revoked_at=7, adopted=[8]), tmp_path)
    assert [(one.code, one.document) for one in report.findings] == [("after_revoke", "A1-1-9")]
    assert [(one.code, one.details) for one in report.remarks] == [("adopted_after_revoke", {"count": 1, "last": 7})]
    assert checked(Shop(revoked_at=9), tmp_path).findings == []


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        ("digest", {"office_bytes"}),
        ("content", {"office_bytes", "office_signature", "office_order", "office_log"}),
        ("signature", {"office_signature"}),
        ("kind", {"office_order"}),
        ("id", {"office_log", "office_missing"}),
        ("sequence", {"office_order"}),
    ],
)
def test_the_offices_chain_is_checked(column: str, codes: set[str], tmp_path: Path) -> None:
    shop = Shop(revoked_at=9)
    written = shop.write(tmp_path / "shop.zip")
    header, rows = shop.tables["tills_office_entry"]
    place = header.split(",").index(column)
    changed = [list(one) for one in rows]
    changed[1][place] = (
        f"{changed[1][place]}7" if column in ("kind", "sequence") else f"{str(changed[1][place])[:-2]}77"
    )
    _swap(written, "tables/tills_office_entry.csv", header, changed)

    report = verify_export(written, Asked(server_public(shop.server)))

    assert {one.code for one in report.findings} == codes


def test_an_entry_of_the_office_that_is_missing_is_said(tmp_path: Path) -> None:
    shop = Shop(revoked_at=9)
    written = shop.write(tmp_path / "shop.zip")
    header, rows = shop.tables["tills_office_entry"]
    _swap(written, "tables/tills_office_entry.csv", header, rows[:1])

    report = verify_export(written, Asked(server_public(shop.server)))

    assert [(one.code, one.entry) for one in report.findings] == [("office_missing", rows[1][0])]


def _swap(file: Path, name: str, header: str, rows: list[list[object]] | None) -> None:
    """Another table in the same file, with the manifest made to agree; none at all without rows."""
    with zipfile.ZipFile(file) as source:
        members = {member: source.read(member) for member in source.namelist() if member != name}
    manifest = json.loads(members["manifest.json"])
    manifest["tables"] = [one for one in manifest["tables"] if one["file"] != name]
    if rows is not None:
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows([header.split(","), *rows])
        members[name] = stream.getvalue().encode()
        told = {"name": name, "file": name, "rows": len(rows), "sha256": sha256(members[name]).hexdigest()}
        manifest["tables"].append(told)
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as target:
        for member, content in members.items():
            target.writestr(member, content)
