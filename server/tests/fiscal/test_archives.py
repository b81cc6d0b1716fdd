"""Archives of a shop: what they hold, that each change in one is found, and that totals outlive what they archive."""

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from comptoir.fiscal.archive_check import check_archive
from comptoir.fiscal.archive_format import ArchiveUnreadable
from comptoir.fiscal.archiving import archive_path, make_archive, note_archive, require_archived
from comptoir.fiscal.commands import MakeArchive
from comptoir.fiscal.errors import ArchiveLarge, NotArchived, NothingToArchive, PeriodRunning
from comptoir.fiscal.models import Archive, ArchivedChain
from comptoir.fiscal.totals import perpetual_totals
from comptoir.journal import parse_envelope, to_base64url
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent, OutboxRow
from comptoir.platform.tenancy import reading
from comptoir.tills.server_key import server_key
from tests.backoffice.conftest import NOON, Day
from tests.databases import TestDatabase
from tests.fiscal.archived import THURSDAY, archived, wish

Send = Callable[..., None]


def rewritten(file: Path, tmp_path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The same archive with other bytes in it."""
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return other


def test_archive_holds_every_entry_and_is_signed_by_the_server(day: Day) -> None:
    made, file = archived(day)

    report = check_archive(file, key=to_base64url(server_key().public_key().public_bytes_raw()))

    assert report.faults == []
    assert (report.number, report.chains, report.entries) == (1, 1, 7)
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert sorted(archive.namelist()) == [
            "README.txt", "certificates/A1-1.txt", "closings.csv", "entries/A1-1.jsonl", "events.csv", "manifest.json",
            "manifest.sig", "office.csv", "totals.csv",
        ]  # fmt: skip
        kinds = [
            parse_envelope(line.split(b" ", 1)[1]).kind for line in archive.read("entries/A1-1.jsonl").splitlines()
        ]
        events = archive.read("events.csv").decode().splitlines()
    assert kinds == ["technical_event", "opening", "sale", "sale", "refund", "technical_event", "closing"]
    assert [line.split(",")[4] for line in events] == ["event", "chain_started", "opening", "basket_voided", "closing"]
    assert manifest["totals"] == {"sold": 1921, "refunded": -115, "documents": 3}
    assert (manifest["first"], manifest["last"]) == ("2026-11-19", "2026-11-19")
    with reading(day.organization):
        row = Archive.objects.get(pk=made)
        assert row.digest == report.digest == sha256(row.manifest.encode()).hexdigest()
        noted = AuditEvent.objects.get(organization_id=day.organization, action="fiscal.archived")
        assert noted.details["digest"] == row.digest
        told = OutboxRow.objects.get(organization_id=day.organization, topic="fiscal.archived")
        assert bytes(told.digest or b"").hex() == row.digest


def test_next_archive_goes_on_where_the_last_one_ended(day: Day, send: Send) -> None:
    first, _file = archived(day)
    day.till.now = NOON + timedelta(days=1)
    late = day.till.sell([day.shop.bread])
    send(day.till, [late])

    second, file = archived(day, THURSDAY + timedelta(days=1))

    assert check_archive(file).faults == []
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    with reading(day.organization):
        before = Archive.objects.get(pk=first)
        assert manifest["previous"] == {"number": 1, "digest": before.digest}
        rows = ArchivedChain.objects.filter(archive_id__in=[first, second]).order_by("first_sequence")
        assert [(row.first_sequence, row.last_sequence) for row in rows] == [(1, 7), (8, 8)]
        assert rows[0].last_digest == manifest["chains"][0]["first_previous"]
    assert (manifest["first"], manifest["last"]) == ("2026-11-20", "2026-11-20")


def test_repeat_is_one_archive_and_nothing_new_is_refused(day: Day) -> None:
    command = wish(day)

    assert make_archive(command) == make_archive(command)
    with pytest.raises(NothingToArchive):
        make_archive(wish(day))

    with reading(day.organization):
        assert Archive.objects.filter(organization_id=day.organization).count() == 1
    assert [path.name for path in archive_path(day.organization, command.id).parent.iterdir()] == [f"{command.id}.zip"]


def test_running_day_and_too_much_at_once_are_refused(day: Day) -> None:
    today = MakeArchive(day.organization, None, new_uuid7(), THURSDAY, NOON)

    with pytest.raises(PeriodRunning):
        make_archive(today)
    with pytest.raises(ArchiveLarge):
        make_archive(wish(day, entries_max=6))

    with reading(day.organization):
        assert not Archive.objects.filter(organization_id=day.organization).exists()
    assert not archive_path(day.organization, today.id).parent.exists()


def test_crash_before_it_is_noted_leaves_no_archive(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(_command: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("comptoir.fiscal.archiving.note_archive", dies)
    with pytest.raises(KeyboardInterrupt):
        make_archive(wish(day))
    monkeypatch.setattr("comptoir.fiscal.archiving.note_archive", note_archive)

    _made, file = archived(day)

    assert check_archive(file).faults == []
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("entries/A1-1.jsonl", b'"gross":1120', b'"gross":1119', "A1-1-3: its seal does not fit its bytes"),
        ("closings.csv", b"1921", b"1920", "closings.csv: its bytes are not those that were archived"),
        ("manifest.json", b'"sold":1921', b'"sold":1920', "manifest.json: the signature does not fit its bytes"),
        ("certificates/A1-1.txt", b'"A1"', b'"A2"', "A1-1: its certificate was not signed by the key that signed"),
    ],
)
def test_each_change_is_found_and_named(day: Day, tmp_path: Path, name: str, old: bytes, new: bytes, said: str) -> None:
    _made, file = archived(day)

    def change(member: str, content: bytes) -> bytes:
        if member != name:
            return content
        assert old in content
        return content.replace(old, new, 1)

    report = check_archive(rewritten(file, tmp_path, change))

    assert any(fault.startswith(said) for fault in report.faults), report.faults


def test_entry_that_is_missing_anywhere_is_found(day: Day, tmp_path: Path) -> None:
    _made, file = archived(day)
    for gone, said in ((2, "A1-1-4: it stands behind 2"), (6, "A1-1-7: the chain is said to end here")):

        def change(member: str, content: bytes, gone: int = gone) -> bytes:
            if member != "entries/A1-1.jsonl":
                return content
            lines = content.splitlines(keepends=True)
            return b"".join(lines[:gone] + lines[gone + 1 :])

        report = check_archive(rewritten(file, tmp_path, change))

        assert any(fault.startswith(said) for fault in report.faults), report.faults
        assert "entries/A1-1.jsonl: its bytes are not those that were archived" in report.faults


def test_file_that_nobody_signed_and_another_servers_key_are_found(day: Day, tmp_path: Path) -> None:
    _made, file = archived(day)
    other = rewritten(file, tmp_path, lambda _name, content: content)
    with zipfile.ZipFile(other, "a") as archive:
        archive.writestr("more.csv", b"1")

    assert check_archive(other).faults == ["more.csv: nobody signed that it belongs here"]
    assert check_archive(file, key="A" * 43).faults == [
        "manifest.json: it was signed by another key than the one you know"
    ]
    (tmp_path / "no.zip").write_bytes(b"PK nothing")
    with pytest.raises(ArchiveUnreadable):
        check_archive(tmp_path / "no.zip")


def test_totals_are_the_same_after_what_was_archived_is_gone(day: Day, send: Send, database: TestDatabase) -> None:
    with reading(day.organization):
        before = perpetual_totals()
    assert [(row.code, row.sold, row.refunded, row.documents) for row in before.tills] == [("A1", 1921, -115, 3)]
    archived(day)

    with psycopg.connect(database.owner) as connection:
        for table in ("sales_tender", "sales_tax_subtotal", "sales_line", "sales_discrepancy"):
            column = "entry_id" if table == "sales_discrepancy" else "sale_id"
            connection.execute(
                f"DELETE FROM {table} WHERE organization_id = %s AND {column} IN "
                "(SELECT id FROM sales_sale WHERE organization_id = %s)",
                [day.organization, day.organization],
            )
        connection.execute("DELETE FROM sales_sale WHERE organization_id = %s", [day.organization])
    day.till.now = NOON + timedelta(days=1)
    send(day.till, [day.till.sell([day.shop.bread])])

    with reading(day.organization):
        after = perpetual_totals()
    assert (after.sold, after.refunded, after.documents) == (before.sold + 115, before.refunded, before.documents + 1)


def test_nothing_may_be_removed_that_no_whole_archive_holds(day: Day) -> None:
    chain = day.till.identity.chain
    with reading(day.organization), pytest.raises(NotArchived):
        require_archived(chain, 1)
    _made, file = archived(day)

    with reading(day.organization):
        require_archived(chain, 7)
        with pytest.raises(NotArchived):
            require_archived(chain, 8)
    file.write_bytes(file.read_bytes()[:-30])
    with reading(day.organization), pytest.raises(NotArchived):
        require_archived(chain, 7)


def test_program_can_neither_change_nor_remove_an_archive(day: Day, database: TestDatabase) -> None:
    archived(day)

    with psycopg.connect(database.app) as connection:
        connection.execute("SELECT set_config('comptoir.organizations', %s, false)", [str(day.organization)])
        for statement in (
            "UPDATE fiscal_archive SET digest = ''",
            "DELETE FROM fiscal_archive",
            "UPDATE fiscal_archived_chain SET sold = 0",
            "DELETE FROM sales_entry",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(statement)
